//! A call that succeeds on its first poll allocates nothing and reads no clock; failures and delays allocate nothing.
//!
//! Allocations are counted by the global allocator, clock reads by the C library's `clock_gettime`, which this binary
//! overrides. Both counters prove in the same test that they count.
#![cfg(all(target_os = "linux", target_env = "gnu"))]
#![allow(unsafe_code, reason = "an allocator and a C function")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::hint::black_box;
use std::io;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use retry_runtime::{RetryError, retry, timeout_wrapper};

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
    static CLOCK_READS: Cell<usize> = const { Cell::new(0) };
}

struct Counting;

// SAFETY: everything is forwarded to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = ALLOCATIONS.try_with(|count| count.set(count.get() + 1));
        // SAFETY: as the caller's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as the caller's.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// SAFETY: the signature is that of the C library, and the system call fills `time` as that would.
#[unsafe(no_mangle)]
unsafe extern "C" fn clock_gettime(clock: libc::clockid_t, time: *mut libc::timespec) -> libc::c_int {
    let _ = CLOCK_READS.try_with(|count| count.set(count.get() + 1));
    // SAFETY: as the caller's.
    let result = unsafe { libc::syscall(libc::SYS_clock_gettime, clock, time) };
    -i32::from(result != 0)
}

/// The allocations and clock reads of this thread while `work` runs.
fn counted<T>(work: impl FnOnce() -> T) -> (usize, usize, T) {
    let (allocations, reads) = (ALLOCATIONS.get(), CLOCK_READS.get());
    let output = work();
    (ALLOCATIONS.get() - allocations, CLOCK_READS.get() - reads, output)
}

fn first_poll<F: Future>(future: F) -> Poll<F::Output> {
    let mut future = pin!(future);
    future.as_mut().poll(&mut Context::from_waker(Waker::noop()))
}

#[retry(max = 3, delay_ms = 1000, timeout_secs = 30, attempt_timeout_secs = 5)]
async fn limited(text: &str) -> io::Result<usize> {
    Ok(text.len())
}

#[retry]
async fn unlimited(text: &str) -> Result<usize, RetryError<io::Error>> {
    Ok(text.len())
}

// What is told of a retry has its own costs.
#[retry(max = 3, delay_ms = 0, timeout_secs = 30, events = off)]
async fn fails(attempts: &mut u32) -> io::Result<usize> {
    *attempts += 1;
    Err(io::ErrorKind::ConnectionReset.into())
}

#[test]
fn the_counters_count() {
    let (allocations, reads, _) = counted(|| (black_box(Box::new(1)), black_box(Instant::now())));
    assert_eq!((allocations, reads), (1, 1));
}

#[test]
fn a_call_that_succeeds_at_once_allocates_nothing_and_reads_no_clock() {
    // Outside of a runtime: a timer would panic.
    let (allocations, reads, result) = counted(|| first_poll(limited("four")));
    assert!(matches!(result, Poll::Ready(Ok(4))));
    assert_eq!((allocations, reads), (0, 0));
    let (allocations, reads, result) = counted(|| first_poll(unlimited("four")));
    assert!(matches!(result, Poll::Ready(Ok(4))));
    assert_eq!((allocations, reads), (0, 0));
}

#[test]
fn a_failing_call_allocates_nothing() {
    let mut attempts = 0;
    let (allocations, reads, yields) = counted(|| {
        let mut call = pin!(fails(&mut attempts));
        let mut cx = Context::from_waker(Waker::noop());
        (0..9).take_while(|_| call.as_mut().poll(&mut cx).is_pending()).count()
    });
    assert_eq!((attempts, yields, allocations), (3, 2, 0));
    assert_eq!(
        reads, 4,
        "two for each retry: what is left of the limit before the delay and after it"
    );
}

#[test]
fn a_limit_stores_its_operation_once() {
    let operation = async {
        let large = [0_u8; 4096];
        std::future::ready(()).await;
        black_box(&large);
    };
    let bare = size_of_val(&operation);
    let limited = size_of_val(&timeout_wrapper(Duration::from_secs(1), operation));
    assert!(limited < bare + 200, "{limited} {bare}");
}

#[test]
fn delays_and_limits_allocate_nothing() {
    #[retry(max = 3, delay_ms = 10, timeout_secs = 30, attempt_timeout_ms = 20, events = off)]
    async fn stalls() -> Result<(), RetryError<io::Error>> {
        std::future::pending().await
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build();
    runtime.expect("a runtime").block_on(async {
        // tokio sets its own thread-locals up with the first timer.
        drop(stalls().await);
        let before = ALLOCATIONS.get();
        let result = stalls().await;
        let allocations = ALLOCATIONS.get() - before;
        assert!(result.is_err_and(|error| error.attempts() == 3));
        assert_eq!(allocations, 0);
    });
}
