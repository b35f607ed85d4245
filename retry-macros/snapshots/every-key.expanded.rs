async fn fetch(
    client: &mut Client,
    url: String,
) -> Result<Page, RetryError<FetchError>> {
    let kind = ::retry_runtime::__private::kind(
        ::retry_runtime::__private::Probe::<Result<Page, RetryError<FetchError>>>::new()
            .retry_kind(),
    );
    let mut call = ::retry_runtime::__private::limited(
            kind,
            const {
                &::retry_runtime::__private::RetryConfig::new()
                    .max(5u32)
                    .timeout(::retry_runtime::__private::Duration::from_secs(9u64))
            },
        )
        .timed();
    let mut schedule = ::retry_runtime::__private::None;
    let result = loop {
        let attempt = ::retry_runtime::__private::Call::context(&mut call);
        let witness = ::retry_runtime::__private::Call::witness(&call);
        let outcome = ::retry_runtime::__private::Call::run(
                &mut call,
                async {
                    if let ::retry_runtime::__private::Some(never) = witness.none() {
                        return never;
                    }
                    match (&mut *client, ::retry_runtime::__private::afresh(&url)) {
                        (client, url) => client.get(url, attempt.number()).await,
                    }
                },
            )
            .await;
        let decided = ::retry_runtime::__private::classify(kind, outcome, by_status);
        let failed = match ::retry_runtime::__private::Call::judge_by(
            &mut call,
            decided,
            ::retry_runtime::__private::Some(&BUDGET),
            || {
                ::retry_runtime::__private::next(
                    &mut schedule,
                    || ::retry_runtime::__private::schedule(schedule()),
                )
            },
        ) {
            ::retry_runtime::__private::ControlFlow::Break(result) => break result,
            ::retry_runtime::__private::ControlFlow::Continue(failed) => failed,
        };
        let failed = ::retry_runtime::__private::Call::notify(
            &call,
            failed,
            ::retry_runtime::__private::concat!(
                ::retry_runtime::__private::module_path!(), "::", "fetch"
            ),
            log,
        );
        let wait = ::retry_runtime::__private::Call::next(&mut call, failed);
        wait.await;
    };
    let answer = match result {
        ::retry_runtime::__private::Ok(value) => {
            return ::retry_runtime::__private::Ok(value);
        }
        ::retry_runtime::__private::Err(error) => {
            ::retry_runtime::__private::fallback(kind, error, cached)
        }
    };
    answer.await
}
