//! The same loops by the wall clock: read the ratios, the times are those of a machine.
//!
//! ```text
//! cargo bench -p retry-benches --features peers
//! ```
#![allow(missing_docs)]

/// A group of calls that do the same, on one runtime.
macro_rules! group {
    ($does:ident, $($loop:ident),* $(,)?) => {
        use divan::{Bencher, black_box};
        use retry_benches::loops;
        use retry_benches::operation::{Client, Does};

        $(
            #[divan::bench]
            fn $loop(bencher: Bencher<'_, '_>) {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
                let runtime = runtime.expect("a runtime");
                let client = Client::new(Does::$does);
                bencher.bench_local(|| {
                    // A hundred calls, so that entering the runtime does not count.
                    runtime.block_on(async {
                        for _ in 0..100 {
                            client.prepare();
                            black_box(loops::$loop(black_box(&client), black_box("key")).await).ok();
                        }
                    });
                });
            }
        )*
    };
}

mod ready {
    group! {
        Succeed, bare, hand_written, ours_without_limit, tokio_retry, tryhard, backoff, backon, backon_macros, retry_if,
        hand_written_in_timeout, ours, backon_in_timeout,
    }
}

mod pending_once {
    group! {
        Wait, bare, hand_written, ours_without_limit, tokio_retry, tryhard, backoff, backon, backon_macros, retry_if,
        hand_written_in_timeout, ours, backon_in_timeout,
    }
}

mod three_attempts_without_delay {
    group! {
        Fail, hand_written_without_delay, ours_without_limit_and_delay, hand_written_in_timeout_without_delay,
        ours_without_delay,
    }
}

fn main() {
    divan::main();
}
