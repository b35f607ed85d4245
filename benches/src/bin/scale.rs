//! Calls in flight, each in its delay: memory per call, and time per retry.
//!
//! ```text
//! cargo run --release -p retry-benches --features peers --bin scale
//! ```
//!
//! Times are of the wall clock and differ from run to run: read the ratios.

use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

use retry_benches::counting::{BYTES, Counting};
use retry_benches::operation::Error;
use retry_runtime::{RetryBudget, retry};

#[retry(max = 2, delay_ms = 200, jitter = none, timeout_secs = 30)]
async fn fails() -> Result<(), Error> {
    Err(Error::Busy)
}

static UNLIMITED: RetryBudget = RetryBudget::new(u32::MAX, 1.0);

#[retry(max = 1000, delay_ms = 0, budget = &UNLIMITED)]
async fn drains() -> Result<(), Error> {
    Err(Error::Busy)
}

#[retry(max = 1000, delay_ms = 0)]
async fn drains_nothing() -> Result<(), Error> {
    Err(Error::Busy)
}

fn in_flight(calls: usize) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let runtime = runtime.expect("a runtime");
    runtime.block_on(async {
        let futures: Vec<_> = (0..calls).map(|_| fails()).collect();
        let size = size_of_val(&futures[0]);
        let before = BYTES.load(Relaxed);
        let handles: Vec<_> = futures.into_iter().map(tokio::spawn).collect();
        // All of them have failed once, and wait.
        tokio::time::sleep(Duration::from_millis(1)).await;
        let per_call = (BYTES.load(Relaxed) - before) / calls;
        let start = Instant::now();
        for handle in handles {
            drop(handle.await);
        }
        let after_delay = start.elapsed().saturating_sub(Duration::from_millis(200));
        println!(
            "| {calls} | {size} | {per_call} | {:.2} |",
            after_delay.as_secs_f64() * 1e6 / f64::from(u32::try_from(calls).unwrap_or(u32::MAX))
        );
    });
}

/// Nanoseconds for each retry on so many threads at once.
fn contention(threads: usize, call: fn()) -> f64 {
    const CALLS: u32 = 2000;
    let start = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| (0..CALLS).for_each(|_| call()));
        }
    });
    start.elapsed().as_secs_f64() * 1e9 / f64::from(CALLS * 999)
}

fn block_on(call: impl Future<Output = Result<(), Error>>) {
    let mut call = std::pin::pin!(call);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(call.as_mut().poll(&mut context).is_ready());
}

fn main() {
    println!("| calls in their delay | future, bytes | allocated for a spawned call, bytes | µs for each retry |");
    println!("|---|---|---|---|");
    for calls in [1_000, 10_000, 100_000] {
        in_flight(calls);
    }
    let with = [1, 2].map(|threads| contention(threads, || block_on(drains())));
    let without = [1, 2].map(|threads| contention(threads, || block_on(drains_nothing())));
    println!("\n| ns for each retry | one thread | two threads |\n|---|---|---|");
    println!("| with one `RetryBudget` | {:.1} | {:.1} |", with[0], with[1]);
    println!("| without | {:.1} | {:.1} |", without[0], without[1]);
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;
