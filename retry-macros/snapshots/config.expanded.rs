async fn fetch(&mut self, client: &mut Client) -> Result<Page, FetchError> {
    let config = ::retry_runtime::__private::configured(self.config)
        .max(2)
        .jitter(::retry_runtime::__private::Jitter::None);
    let call = ::retry_runtime::__private::probe::<Result<Page, FetchError>>()
        .retry_limited(|| ::retry_runtime::__private::None, &config);
    let mut call = ::retry_runtime::__private::cut(
        ::retry_runtime::__private::transient(call),
    );
    loop {
        let witness = (&call).witness();
        let attempt = (&mut call)
            .attempt(async {
                if false {
                    return witness.never();
                }
                match (&mut *client, &mut *self) {
                    (client, this) => {
                        let moved = async move { this.page(client).await };
                        moved.await
                    }
                }
            });
        if let ::retry_runtime::__private::Break(result) = attempt.await {
            return (&call).end(result);
        }
    }
}
