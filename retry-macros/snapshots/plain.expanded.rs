async fn fetch(client: &Client) -> Result<Page, FetchError> {
    let call = ::retry_runtime::__private::probe::<Result<Page, FetchError>>()
        .retry_unlimited(
            || ::retry_runtime::__private::None,
            const { &::retry_runtime::__private::RetryConfig::new() },
        );
    let mut call = ::retry_runtime::__private::transient(call);
    loop {
        let witness = (&call).witness();
        let attempt = (&mut call)
            .attempt(async {
                if false {
                    return witness.never();
                }
                client.get().await
            });
        if let ::retry_runtime::__private::Break(result) = attempt.await {
            return (&call).end(result);
        }
    }
}
