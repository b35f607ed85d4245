async fn fetch(&mut self, client: &mut Client) -> Result<Page, FetchError> {
    let config = ::retry_runtime::__private::overlaid(
        ::retry_runtime::__private::configured(self.config),
        const {
            &::retry_runtime::__private::RetryConfig::new()
                .max(2u32)
                .jitter(::retry_runtime::__private::Jitter::None)
        },
        ::retry_runtime::__private::fields::MAX
            | ::retry_runtime::__private::fields::JITTER,
    );
    let mut call = ::retry_runtime::__private::limited(
        ::retry_runtime::__private::Probe::<Result<Page, FetchError>>::new()
            .retry_kind(),
        &config,
    );
    loop {
        let witness = ::retry_runtime::__private::witness(&call);
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
