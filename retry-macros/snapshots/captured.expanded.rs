async fn fetch(
    &mut self,
    mut client: Client,
    mut pages: Vec<Page>,
) -> Result<Body, FetchError> {
    let call = ::retry_runtime::__private::probe::<Result<Body, FetchError>>()
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
                let _ = (&mut client, &mut pages, &mut *self);
                #[allow(deprecated)]
                ::retry_runtime::__private::copied_by_attempt(&raw const pages);
                self.calls += 1;
                for page in pages {
                    client.send(page).await?;
                }
                client.body().await
            });
        if let ::retry_runtime::__private::Break(result) = attempt.await {
            return (&call).end(result);
        }
    }
}
