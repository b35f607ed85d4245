#[allow(clippy::manual_async_fn)]
fn fetch(client: &Client, url: String) -> BoxFuture<'_, Result<Body, FetchError>> {
    let address = url.parse();
    let mut address = address;
    async move {
        let call = ::retry_runtime::__private::probe::<
            <BoxFuture<
                '_,
                Result<Body, FetchError>,
            > as ::retry_runtime::__private::Future>::Output,
        >()
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
                    match ::retry_runtime::__private::clone_for_attempt(&address) {
                        address => {
                            async {
                                let _ = &mut address;
                                client.get(address).await
                            }
                                .map_err(FetchError::from)
                                .await
                        }
                    }
                });
            if let ::retry_runtime::__private::Break(result) = attempt.await {
                return (&call).end(result);
            }
        }
    }
        .boxed()
}
