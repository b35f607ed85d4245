fn fetch(&mut self, client: &mut Client, url: &str) -> Result<Page, FetchError> {
    let call = ::retry_runtime::__private::probe::<Result<Page, FetchError>>()
        .retry_unlimited(
            || ::retry_runtime::__private::None,
            const { &::retry_runtime::__private::attempts(5).timeout_secs(30) },
        )
        .blocking();
    let mut call = ::retry_runtime::__private::transient(call);
    loop {
        let witness = (&call).witness();
        if let ::retry_runtime::__private::Break(result) = (&mut call)
            .attempt_blocking(|| {
                if false {
                    return witness.never();
                }
                match &mut *client {
                    client => client.get(url),
                }
            })
        {
            return (&call).end(result);
        }
    }
}
