#[allow(clippy::needless_pass_by_value)]
fn fetch(&mut self, client: &mut Client, url: String) -> Result<Page, FetchError> {
    let name = || ::retry_runtime::__private::None;
    let mut call = ::retry_runtime::__private::probe::<Result<Page, FetchError>>()
        .retry_unlimited(
            name,
            const { &::retry_runtime::__private::attempts(5).timeout_secs(30) },
        )
        .needs_clock()
        .blocking();
    let kind = (&call).kind();
    let result = loop {
        let witness = (&call).witness();
        let outcome = (&mut call)
            .run_blocking(|| {
                if false {
                    return witness.never();
                }
                match (
                    &mut *client,
                    ::retry_runtime::__private::clone_for_attempt(&url),
                ) {
                    (client, url) => client.get(url),
                }
            });
        let decided = ::retry_runtime::__private::when(kind, outcome, is_lost);
        let failed = match ::retry_runtime::__private::Call::decide(
            &mut call,
            decided,
            ::retry_runtime::__private::None,
        ) {
            ::retry_runtime::__private::Break(result) => break result,
            ::retry_runtime::__private::Continue(failed) => failed,
        };
        let failed = match ::retry_runtime::__private::Call::notify(
            &mut call,
            failed,
            name,
            note,
        ) {
            ::retry_runtime::__private::Break(result) => break result,
            ::retry_runtime::__private::Continue(failed) => failed,
        };
        if let ::retry_runtime::__private::Break(result) = (&mut call)
            .next_blocking(failed)
        {
            break result;
        }
    };
    match result {
        ::retry_runtime::__private::Ok(value) => {
            return ::retry_runtime::__private::Ok(value);
        }
        ::retry_runtime::__private::Err(error) => {
            ::retry_runtime::__private::blocking_fallback(kind, error, other)
        }
    }
}
