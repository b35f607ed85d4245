async fn fetch(client: &Client) -> Result<Page, FetchError> {
    let mut call = ::retry_runtime::__private::unlimited(
        ::retry_runtime::__private::Probe::<Result<Page, FetchError>>::new()
            .retry_kind(),
        const { &::retry_runtime::__private::RetryConfig::new() },
    );
    loop {
        let witness = ::retry_runtime::__private::Call::witness(&call);
        let attempt = ::retry_runtime::__private::Call::attempt(
            &mut call,
            async {
                if let ::retry_runtime::__private::Some(never) = witness.none() {
                    return never;
                }
                { client.get().await }
            },
        );
        if let ::retry_runtime::__private::ControlFlow::Break(result) = attempt.await {
            return result;
        }
    }
}
