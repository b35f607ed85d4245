//! Calls in flight, each in its delay: memory per call, and time per retry.
//!
//! ```text
//! cargo run --release -p retry-benches --features peers --bin scale
//! ```
//!
//! Times differ from run to run: read the ratios.

use std::hint::black_box;
use std::pin::Pin;
use std::sync::atomic::Ordering::Relaxed;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use retry_benches::counting::{BYTES, Counting};
use retry_benches::operation::Error;
use retry_runtime::{RetryBudget, retry};
use tokio::task::JoinHandle;

const RETRIES: u32 = 20;

#[retry(max = RETRIES + 1, delay_ms = 1, multiplier = 1.0, jitter = none, timeout_secs = 300)]
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

/// A future as large as that of `fails`, that does nothing.
struct Idle([u8; SIZE]);

const SIZE: usize = 176;

impl Future for Idle {
    type Output = Result<(), Error>;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        black_box(&self.0);
        Poll::Pending
    }
}

/// So many tasks, each waiting, and the bytes that were allocated for one.
async fn spawned<F>(calls: u32, call: fn() -> F) -> (Vec<JoinHandle<F::Output>>, usize)
where
    F: Future<Output: Send> + Send + 'static,
{
    let before = BYTES.load(Relaxed);
    let handles: Vec<_> = (0..calls).map(|_| tokio::spawn(call())).collect();
    tokio::task::yield_now().await;
    let bytes = (BYTES.load(Relaxed) - before) / handles.len();
    (handles, bytes)
}

/// So many calls at once, and again until there were as many in every row.
fn in_flight(calls: u32) {
    const ALL: u32 = 100_000;
    assert_eq!(size_of_val(&fails()), SIZE);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let runtime = runtime.expect("a runtime");
    let (_, idle) = runtime.block_on(spawned(calls, || Idle([0; SIZE])));
    let mut waiting = 0;
    let start = on_processor();
    runtime.block_on(async {
        for _ in 0..ALL / calls {
            let handles;
            (handles, waiting) = spawned(calls, fails).await;
            for handle in handles {
                drop(handle.await);
            }
        }
    });
    let time = match (start, on_processor()) {
        (Some(start), Some(end)) => {
            let time = end.saturating_sub(start).as_secs_f64();
            format!("{:.2}", time * 1e6 / f64::from(ALL * RETRIES))
        }
        _ => "–".to_owned(),
    };
    println!("| {calls} | {SIZE} | {waiting} | {idle} | {time} |");
}

/// The time that this thread has run, without its waits; where the kernel tells it.
fn on_processor() -> Option<Duration> {
    let times = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanos = times.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanos))
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
    let mut context = Context::from_waker(std::task::Waker::noop());
    assert!(call.as_mut().poll(&mut context).is_ready());
}

fn main() {
    println!(
        "| calls in their delay | future, bytes | allocated for a spawned call, bytes | for a task as large that does nothing | µs for each retry |"
    );
    println!("|---|---|---|---|---|");
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
