async fn fetch(&mut self, client: &mut Client) -> Result<Page, FetchError> {
    let config = ::retry_runtime::__private::configured(self.config)
        .max(const { 2u32 })
        .jitter(const { ::retry_runtime::__private::Jitter::None });
    let mut call = ::retry_runtime::__private::limited(
        ::retry_runtime::__private::Probe::<Result<Page, FetchError>>::new()
            .retry_kind(),
        &config,
    );
    loop {
        let witness = ::retry_runtime::__private::Call::witness(&call);
        let attempt = ::retry_runtime::__private::Call::attempt(
            &mut call,
            async {
                if let ::retry_runtime::__private::Some(never) = witness.none() {
                    return never;
                }
                match (&mut *client, &mut *self) {
                    (client, this) => {
                        let moved = async move { this.page(client).await };
                        moved.await
                    }
                }
            },
        );
        if let ::retry_runtime::__private::ControlFlow::Break(result) = attempt.await {
            return result;
        }
    }
}
