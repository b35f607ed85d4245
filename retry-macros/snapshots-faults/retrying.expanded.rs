fn fetch() {
    async {
        let mut call = ::retry_runtime::__private::block()
            .retry_limited(
                || ::retry_runtime::__private::None,
                const { &::retry_runtime::__private::attempts(5).timeout_secs(30) },
            );
        loop {
            let witness = (&call).witness();
            let body = async {
                if false {
                    return witness.never();
                }
                client.get(&url).await
            };
            let faults = ::retry_runtime::__private::faults::<_, _, _, ()>(&body);
            let attempt = (&mut call)
                .attempt(
                    (&faults)
                        .retry_faulty(
                            body,
                            || ::retry_runtime::__private::None,
                            |error| error,
                        ),
                );
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
