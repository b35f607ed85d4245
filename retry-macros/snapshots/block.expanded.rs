impl Api for Client {
    const PATH: &str = "/";
    /// The page.
    ///
    /// # Retries
    ///
    /// Transient errors are retried: 5 attempts in all, after delays of 1s, 2s, 4s … up to 8s (±50%). The call ends after 30s.
    async fn fetch(&self, url: String) -> Result<Page, FetchError> {
        let name = || ::retry_runtime::__private::None;
        let call = ::retry_runtime::__private::probe::<Result<Page, FetchError>>()
            .retry_limited(
                name,
                const { &::retry_runtime::__private::attempts(5).timeout_secs(30) },
            )
            .needs_clock();
        let mut call = ::retry_runtime::__private::cut(
            ::retry_runtime::__private::transient(call),
        );
        let kind = (&call).kind();
        loop {
            let witness = (&call).witness();
            let outcome = (&mut call)
                .run(async {
                    if false {
                        return witness.never();
                    }
                    match ::retry_runtime::__private::clone_for_attempt(&url) {
                        url => self.client.get(url).await,
                    }
                })
                .await;
            let decided = ::retry_runtime::__private::by_transient(kind, outcome);
            let failed = match ::retry_runtime::__private::Call::decide(
                &mut call,
                decided,
                ::retry_runtime::__private::None,
            ) {
                ::retry_runtime::__private::Break(result) => return result,
                ::retry_runtime::__private::Continue(failed) => failed,
            };
            let failed = match ::retry_runtime::__private::Call::notify(
                &mut call,
                failed,
                name,
                note,
            ) {
                ::retry_runtime::__private::Break(result) => return result,
                ::retry_runtime::__private::Continue(failed) => failed,
            };
            if let ::retry_runtime::__private::Break(result) = (&mut call)
                .next(failed)
                .await
            {
                return result;
            }
        }
    }
    async fn fetch_twice(&self) -> io::Result<Page> {
        let name = || ::retry_runtime::__private::None;
        let call = ::retry_runtime::__private::probe::<io::Result<Page>>()
            .retry_limited(
                name,
                const { &::retry_runtime::__private::attempts(2).timeout_secs(30) },
            )
            .needs_clock();
        let mut call = ::retry_runtime::__private::cut(
            ::retry_runtime::__private::transient(call),
        );
        let kind = (&call).kind();
        loop {
            let witness = (&call).witness();
            let outcome = (&mut call)
                .run(async {
                    if false {
                        return witness.never();
                    }
                    self.client.get(Self::PATH).await
                })
                .await;
            let decided = ::retry_runtime::__private::by_transient(kind, outcome);
            let failed = match ::retry_runtime::__private::Call::decide(
                &mut call,
                decided,
                ::retry_runtime::__private::None,
            ) {
                ::retry_runtime::__private::Break(result) => return result,
                ::retry_runtime::__private::Continue(failed) => failed,
            };
            let failed = match ::retry_runtime::__private::Call::notify(
                &mut call,
                failed,
                name,
                note,
            ) {
                ::retry_runtime::__private::Break(result) => return result,
                ::retry_runtime::__private::Continue(failed) => failed,
            };
            if let ::retry_runtime::__private::Break(result) = (&mut call)
                .next(failed)
                .await
            {
                return result;
            }
        }
    }
    async fn fetch_once(&self) -> io::Result<Page> {
        self.client.get(Self::PATH).await
    }
    fn client(&self) -> &Client {
        self
    }
}
