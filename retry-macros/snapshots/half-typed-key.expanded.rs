async fn fetch(client: &Client) -> Result<Page, FetchError> {
    let mut call = ::retry_runtime::__private::probe::<Result<Page, FetchError>>()
        .retry_unlimited(
            || ::retry_runtime::__private::None,
            const { &::retry_runtime::__private::RetryConfig::new() },
        );
    let kind = (&call).kind();
    loop {
        let witness = (&call).witness();
        let outcome = (&mut call)
            .run(async {
                if false {
                    return witness.never();
                }
                client.get().await
            })
            .await;
        let decided = ::retry_runtime::__private::never(kind, outcome);
        let failed = match ::retry_runtime::__private::Call::decide(
            &mut call,
            decided,
            ::retry_runtime::__private::None,
        ) {
            ::retry_runtime::__private::Break(result) => return result,
            ::retry_runtime::__private::Continue(failed) => failed,
        };
        if let ::retry_runtime::__private::Break(result) = (&mut call).next(failed).await
        {
            return result;
        }
        loop {}
    }
}
::core::compile_error! {
    "unknown key `ma`; did you mean `max`?"
}
