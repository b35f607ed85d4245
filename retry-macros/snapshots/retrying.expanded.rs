fn fetch() {
    async {
        let mut call = ::retry_runtime::__private::block()
            .retry_limited(
                || ::retry_runtime::__private::None,
                const { &::retry_runtime::__private::attempts(5).timeout_secs(30) },
            );
        loop {
            let witness = (&call).witness();
            let attempt = (&mut call)
                .attempt(async {
                    if false {
                        return witness.never();
                    }
                    client.get(&url).await
                });
            ::retry_runtime::__private::shown(
                &attempt,
                ::retry_runtime::__private::shows(&attempt).retry_shown_by(),
            );
            let attempt = ::retry_runtime::__private::limited_block(
                ::retry_runtime::__private::transient_block(attempt),
            );
            if let ::retry_runtime::__private::Break(result) = attempt.await {
                return (&call).end(result);
            }
        }
    }
}
