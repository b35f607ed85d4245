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
        let witness = ::retry_runtime::__private::witness(&call);
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
        let wait = match ::retry_runtime::__private::Call::weigh(
            &mut call,
            outcome,
            ::retry_runtime::__private::classify(kind, by_status)
                .budget(&BUDGET)
                .backoff(
                    &mut schedule,
                    || ::retry_runtime::__private::schedule(schedule()),
                ),
        ) {
            ::retry_runtime::__private::ControlFlow::Break(result) => break result,
            ::retry_runtime::__private::ControlFlow::Continue(wait) => wait,
        };
        let wait = ::retry_runtime::__private::Call::tell(
            &mut call,
            wait,
            ::retry_runtime::__private::concat!(
                ::retry_runtime::__private::module_path!(), "::", "fetch"
            ),
            log,
        );
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
