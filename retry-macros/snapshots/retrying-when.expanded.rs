fn fetch() {
    async {
        let mut call = ::retry_runtime::__private::block()
            .retry_limited(
                || ::retry_runtime::__private::None,
                const { &::retry_runtime::__private::attempts(5).timeout_secs(30) },
            );
        let kind = (&call).kind();
        loop {
            let attempt = ::retry_runtime::__private::Call::context(&mut call);
            let witness = (&call).witness();
            let attempt = (&mut call)
                .run(async {
                    if false {
                        return witness.never();
                    }
                    match ::retry_runtime::__private::clone_for_attempt(&url) {
                        url => client.get(url).await,
                    }
                });
            ::retry_runtime::__private::shown(
                &attempt,
                ::retry_runtime::__private::shows(&attempt).retry_shown_by(),
            );
            let attempt = ::retry_runtime::__private::limited_block(attempt);
            let outcome = attempt.await;
            let decided = ::retry_runtime::__private::when(kind, outcome, is_lost);
            let failed = match ::retry_runtime::__private::Call::decide(
                &mut call,
                decided,
                ::retry_runtime::__private::None,
            ) {
                ::retry_runtime::__private::Break(result) => return result,
                ::retry_runtime::__private::Continue(failed) => failed,
            };
            if let ::retry_runtime::__private::Break(result) = ::retry_runtime::__private::limited_block(
                    (&mut call).next(failed),
                )
                .await
            {
                return result;
            }
        }
    }
}
