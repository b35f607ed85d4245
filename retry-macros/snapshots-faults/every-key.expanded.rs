async fn fetch(
    client: &mut Client,
    url: String,
) -> Result<Page, RetryError<FetchError>> {
    let name = || ::retry_runtime::__private::None;
    let call = ::retry_runtime::__private::probe::<
        Result<Page, RetryError<FetchError>>,
    >()
        .retry_limited(
            name,
            const { &::retry_runtime::__private::attempts(5).timeout_secs(9) },
        )
        .needs_clock();
    let mut call = ::retry_runtime::__private::cut(call);
    let kind = (&call).kind();
    let mut schedule = ::retry_runtime::__private::None;
    let result = loop {
        let attempt = ::retry_runtime::__private::Call::context(&mut call);
        let witness = (&call).witness();
        let body = async {
            if false {
                return witness.never();
            }
            match (&mut *client, ::retry_runtime::__private::clone_for_attempt(&url)) {
                (client, url) => client.get(url, attempt.number()).await,
            }
        };
        let faults = ::retry_runtime::__private::faults::<
            _,
            _,
            _,
            (::retry_runtime::__private::PhantomData<FetchError>,),
        >(&body);
        let outcome = (&mut call)
            .run(
                (&faults)
                    .retry_faulty(
                        body,
                        || ::retry_runtime::__private::None,
                        |error| error,
                    ),
            )
            .await;
        let decided = ::retry_runtime::__private::classify(kind, outcome, by_status);
        let failed = match ::retry_runtime::__private::Call::decide_by(
            &mut call,
            decided,
            ::retry_runtime::__private::budget(&BUDGET),
            || {
                ::retry_runtime::__private::next(
                    &mut schedule,
                    || ::retry_runtime::__private::schedule(schedule()),
                )
            },
        ) {
            ::retry_runtime::__private::Break(result) => break result,
            ::retry_runtime::__private::Continue(failed) => failed,
        };
        let failed = match ::retry_runtime::__private::Call::notify(
            &mut call,
            failed,
            name,
            log,
        ) {
            ::retry_runtime::__private::Break(result) => break result,
            ::retry_runtime::__private::Continue(failed) => failed,
        };
        if let ::retry_runtime::__private::Break(result) = (&mut call).next(failed).await
        {
            break result;
        }
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
