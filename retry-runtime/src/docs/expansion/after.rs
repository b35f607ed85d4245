async fn fetch(client: &mut Client, url: &str) -> Result<Page, FetchError> {
    let mut call = ::retry_runtime::__private::limited(
        ::retry_runtime::__private::Probe::<Result<Page, FetchError>>::new()
            .retry_kind(),
        const {
            &::retry_runtime::__private::RetryConfig::new()
                .max(3u32)
                .delay(::retry_runtime::__private::Duration::from_millis(1000u64))
                .timeout(::retry_runtime::__private::Duration::from_secs(30u64))
        },
    );
    loop {
        let witness = ::retry_runtime::__private::Call::witness(&call);
        let attempt = ::retry_runtime::__private::Call::attempt(
            &mut call,
            async {
                if let ::retry_runtime::__private::Some(never) = witness.none() {
                    return never;
                }
                match &mut *client {
                    client => {
                        let connection = client.connect().await?;
                        connection.get(url).await
                    }
                }
            },
        );
        if let ::retry_runtime::__private::ControlFlow::Break(result) = attempt.await {
            return result;
        }
    }
}
