async fn fetch(client: &mut Client, url: &str) -> Result<Page, FetchError> {
    let call = ::retry_runtime::__private::probe::<Result<Page, FetchError>>()
        .retry_limited(
            || ::retry_runtime::__private::None,
            const {
                &::retry_runtime::__private::attempts(3).delay_ms(1000).timeout_secs(30)
            },
        );
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
                match &mut *client {
                    client => {
                        let connection = client.connect().await?;
                        connection.get(url).await
                    }
                }
            });
        if let ::retry_runtime::__private::Break(result) = attempt.await {
            return (&call).end(result);
        }
    }
}
