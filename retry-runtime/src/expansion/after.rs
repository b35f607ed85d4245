async fn fetch(client: &mut Client, url: &str) -> Result<Page, FetchError> {
    let kind = ::retry_runtime::__private::kind(
        ::retry_runtime::__private::Probe::<Result<Page, FetchError>>::new().retry_kind(),
    );
    let mut call = ::retry_runtime::__private::limited(
        kind,
        const {
            &::retry_runtime::__private::RetryConfig::new()
                .max(3u32)
                .delay(::retry_runtime::__private::Duration::from_millis(1000u64))
                .timeout(::retry_runtime::__private::Duration::from_secs(30u64))
        },
    );
    loop {
        let witness = ::retry_runtime::__private::witness(kind);
        let outcome = ::retry_runtime::__private::Call::attempt(
                &mut call,
                async {
                    match &mut *client {
                        client => {
                            if let ::retry_runtime::__private::Some(never) = witness
                                .none()
                            {
                                return never;
                            }
                            {
                                let connection = client.connect().await?;
                                connection.get(url).await
                            }
                        }
                    }
                },
            )
            .await;
        let wait = match ::retry_runtime::__private::Call::judge(
            &mut call,
            outcome,
            ::retry_runtime::__private::by_transient(kind),
        ) {
            ::retry_runtime::__private::ControlFlow::Break(result) => return result,
            ::retry_runtime::__private::ControlFlow::Continue(wait) => wait,
        };
        wait.await;
    }
}
