async fn fetch(client: &Client) -> Result<Page, FetchError> {
    let call = ::retry_runtime::__private::probe::<Result<Page, FetchError>>()
        .retry_unlimited(
            || ::retry_runtime::__private::None,
            const { &::retry_runtime::__private::RetryConfig::new() },
        );
    let mut call = ::retry_runtime::__private::transient(call);
    loop {
        let witness = (&call).witness();
        let body = async {
            if false {
                return witness.never();
            }
            client.get().await
        };
        let faults = ::retry_runtime::__private::faults::<
            _,
            _,
            _,
            (::retry_runtime::__private::PhantomData<FetchError>,),
        >(&body);
        let attempt = (&mut call)
            .attempt(
                (&faults)
                    .retry_faulty(
                        body,
                        || ::retry_runtime::__private::None,
                        |error| error,
                    ),
            );
        if let ::retry_runtime::__private::Break(result) = attempt.await {
            return (&call).end(result);
        }
    }
}
