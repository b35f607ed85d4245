async fn fetch(&mut self, client: &mut Client, url: String) -> Result<Page, FetchError> {
    use ::retry_runtime::__private as __retry_runtime;
    let config = __retry_runtime::configured(self.config)
        .delay_ms(10)
        .multiplier(1.5)
        .max_delay_secs(9)
        .jitter(__retry_runtime::Jitter::Full)
        .attempt_timeout(const {
            __retry_runtime::checked::attempt_timeout(
                __retry_runtime::checked::attempt_timeout_duration({ LIMIT }),
            )
        });
    let config = __retry_runtime::overridden(&self.overrides, &config);
    let call = __retry_runtime::probe::<Result<Page, FetchError>>()
        .retry_limited(|| __retry_runtime::Some(const { NAME }), &config)
        .silent();
    let mut call = __retry_runtime::cut(call);
    let kind = (&call).kind();
    let result = loop {
        let witness = (&call).witness();
        let outcome = (&mut call)
            .run(async {
                if false {
                    return witness.never();
                }
                match (&mut *client, __retry_runtime::clone_for_attempt(&url)) {
                    (client, mut url) => client.get(url).await,
                }
            })
            .await;
        let decided = __retry_runtime::when(kind, outcome, is_lost);
        let failed = match __retry_runtime::Call::decide(
            &mut call,
            decided,
            __retry_runtime::budget(&self.budget),
        ) {
            __retry_runtime::Break(result) => break result,
            __retry_runtime::Continue(failed) => failed,
        };
        if let __retry_runtime::Break(result) = (&mut call).next(failed).await {
            break result;
        }
    };
    let answer = match result {
        __retry_runtime::Ok(value) => return __retry_runtime::Ok(value),
        __retry_runtime::Err(error) => {
            __retry_runtime::fallback(kind, error, async |error| Err(error))
        }
    };
    answer.await
}
