async fn fetch(&mut self, client: &mut Client, url: String) -> Result<Page, FetchError> {
    let config = ::retry_runtime::__private::configured(self.config)
        .delay_ms(10)
        .multiplier(1.5)
        .max_delay_secs(9)
        .jitter(::retry_runtime::__private::Jitter::Full)
        .attempt_timeout(const {
            ::retry_runtime::__private::checked::attempt_timeout(LIMIT)
        });
    let config = ::retry_runtime::__private::overridden(&self.overrides, &config);
    let mut call = ::retry_runtime::__private::probe::<Result<Page, FetchError>>()
        .retry_limited(|| ::retry_runtime::__private::Some(const { NAME }), &config)
        .silent();
    let kind = (&call).kind();
    let result = loop {
        let witness = (&call).witness();
        let outcome = (&mut call)
            .run(async {
                if false {
                    return witness.never();
                }
                match (
                    &mut *client,
                    ::retry_runtime::__private::clone_for_attempt(&url),
                ) {
                    (client, mut url) => client.get(url).await,
                }
            })
            .await;
        let decided = ::retry_runtime::__private::when(kind, outcome, is_lost);
        let failed = match ::retry_runtime::__private::Call::decide(
            &mut call,
            decided,
            ::retry_runtime::__private::budget(&self.budget),
        ) {
            ::retry_runtime::__private::Break(result) => break result,
            ::retry_runtime::__private::Continue(failed) => failed,
        };
        if let ::retry_runtime::__private::Break(result) = (&mut call).next(failed).await
        {
            break result;
        }
    };
    let answer = match result {
        ::retry_runtime::__private::Ok(value) => {
            return ::retry_runtime::__private::Ok(value);
        }
        ::retry_runtime::__private::Err(error) => {
            ::retry_runtime::__private::fallback(kind, error, async |error| Err(error))
        }
    };
    answer.await
}
