async fn fetch(client: &Client) -> Result<Page, FetchError> {
    let kind = ::retry_runtime::__private::kind(
        ::retry_runtime::__private::Probe::<Result<Page, FetchError>>::new().retry_kind(),
    );
    let mut call = ::retry_runtime::__private::unlimited(
        kind,
        const { &::retry_runtime::__private::RetryConfig::new() },
    );
    loop {
        let witness = ::retry_runtime::__private::Call::witness(&call);
        let outcome = ::retry_runtime::__private::Call::run(
                &mut call,
                async {
                    if let ::retry_runtime::__private::Some(never) = witness.none() {
                        return never;
                    }
                    { client.get().await }
                },
            )
            .await;
        let decided = ::retry_runtime::__private::never(kind, outcome);
        let failed = match ::retry_runtime::__private::Call::judge(
            &mut call,
            decided,
            ::retry_runtime::__private::None,
        ) {
            ::retry_runtime::__private::ControlFlow::Break(result) => return result,
            ::retry_runtime::__private::ControlFlow::Continue(failed) => failed,
        };
        let wait = ::retry_runtime::__private::Call::next(&mut call, failed);
        wait.await;
    }
}
::core::compile_error! {
    "unknown key `ma`; did you mean `max`?"
}
