//! A retry without a delay yields once: what is queued runs first, and what would end the call is seen.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use std::task::{Context, Poll, Wake, Waker};

use std::time::Duration;

use retry_runtime::testing::Retries;
use retry_runtime::{Decision, Jitter, RetryConfig, RetryError, RetryOverrides, retry, retry_with_backoff, with};

use crate::support::{Error, fail, ms};

#[derive(Default)]
struct Woken(AtomicU32);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, SeqCst);
    }
}

/// Polls `call` to its end; how often it was pending, each time with exactly one wake of its own.
fn pendings<F: Future>(call: F) -> (u32, F::Output) {
    let woken = Arc::new(Woken::default());
    let waker = Waker::from(Arc::clone(&woken));
    let mut call = std::pin::pin!(call);
    let mut pendings = 0;
    loop {
        if let Poll::Ready(output) = call.as_mut().poll(&mut Context::from_waker(&waker)) {
            assert_eq!(woken.0.load(SeqCst), pendings, "woken by its end");
            return (pendings, output);
        }
        pendings += 1;
        assert_eq!(woken.0.load(SeqCst), pendings, "a wake for each pending poll");
    }
}

#[tokio::test(start_paused = true)]
async fn each_retry_without_a_delay_is_pending_once_and_wakes_itself() {
    #[retry(max = 4, delay_ms = 0)]
    async fn plain(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    #[retry(max = 4, delay_ms = 0, timeout_secs = 5, attempt_timeout_ms = 10)]
    async fn limited(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    #[retry(max = 4, delay_ms = 0, max_delay_ms = 0)]
    async fn capped(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    #[retry(max = 4, delay_ms = 0, timeout_secs = 5, when = |_| true, on_retry = |event| assert!(event.delay.is_zero()))]
    async fn hooked(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    #[retry(max = 4, backoff = [ms(0); 9])]
    async fn scheduled(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    #[retry(max = 4, delay_ms = 0, classify = |_| Decision::RetryAfter(ms(0)))]
    async fn hinted(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    #[retry(max = 4, classify = |_| Decision::RetryIn(ms(0)))]
    async fn exact(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    let end = (3, Err(Error::Transient(4)));
    assert_eq!(pendings(plain(&mut 0)), end);
    assert_eq!(pendings(limited(&mut 0)), end);
    assert_eq!(pendings(capped(&mut 0)), end);
    assert_eq!(pendings(hooked(&mut 0)), end);
    assert_eq!(pendings(scheduled(&mut 0)), end);
    assert_eq!(pendings(hinted(&mut 0)), end);
    assert_eq!(pendings(exact(&mut 0)), end);

    let policy = RetryConfig::new().max(4).delay(Duration::ZERO);
    let mut n = 0;
    let (pendings_of_loop, result) = pendings(retry_with_backoff(policy, || std::future::ready(fail::<()>(&mut n))));
    assert_eq!((pendings_of_loop, result.unwrap_err().attempts()), (3, 4));
}

#[tokio::test(start_paused = true)]
async fn attempts_whose_delays_are_dropped_by_a_switch_or_by_with_yield_too() {
    #[retry(max = 9, delay_secs = 10)]
    async fn own(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    #[retry(max = 9, delay_secs = 10, timeout_secs = 500, on_retry = |_| ())]
    async fn wrapped(n: &mut u32) -> Result<(), RetryError<Error>> {
        fail(n)
    }
    let retries = Retries::AtMost(4);
    assert_eq!(pendings(retries.within(own(&mut 0))), (3, Err(Error::Transient(4))));
    let (pendings_of_wrapped, result) = pendings(retries.within(wrapped(&mut 0)));
    assert_eq!((pendings_of_wrapped, result.unwrap_err().attempts()), (3, 4));
    let at_once = RetryOverrides::new().max(4).delay(Duration::ZERO);
    assert_eq!(pendings(with(at_once, own(&mut 0))), (3, Err(Error::Transient(4))));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_succeeds_or_gives_up_does_not_yield() {
    #[retry(max = 3, delay_ms = 0)]
    async fn call(failures: u32, n: &mut u32) -> Result<u32, Error> {
        if *n < failures { fail(n) } else { Ok(*n) }
    }
    #[retry(delay_ms = 0)]
    async fn permanent() -> Result<(), Error> {
        Err(Error::Permanent)
    }
    assert_eq!(pendings(call(0, &mut 0)), (0, Ok(0)));
    assert_eq!(pendings(call(1, &mut 0)), (1, Ok(1)));
    assert_eq!(pendings(permanent()), (0, Err(Error::Permanent)));
    assert_eq!(
        pendings(Retries::Off.within(call(9, &mut 0))),
        (0, Err(Error::Transient(1)))
    );
}

/// A call that fails until a task which its first attempt spawns has run.
#[retry(max = 1000, delay_ms = 0)]
async fn until_repaired(repaired: &Arc<AtomicBool>, n: &mut u32) -> Result<u32, Error> {
    if *n == 0 {
        let repaired = Arc::clone(repaired);
        tokio::spawn(async move { repaired.store(true, SeqCst) });
    }
    if repaired.load(SeqCst) { Ok(*n) } else { fail(n) }
}

/// The same, where `testing` drops the delays.
#[retry(max = 1000, delay_secs = 10, when = |_| true)]
async fn until_repaired_in_tests(repaired: &Arc<AtomicBool>, n: &mut u32) -> Result<u32, Error> {
    if *n == 0 {
        let repaired = Arc::clone(repaired);
        tokio::spawn(async move { repaired.store(true, SeqCst) });
    }
    if repaired.load(SeqCst) { Ok(*n) } else { fail(n) }
}

async fn a_task_repairs_the_cause() {
    let call = tokio::spawn(async { until_repaired(&Arc::default(), &mut 0).await });
    assert!(call.await.unwrap().is_ok_and(|attempts| attempts < 1000));
    let call = async { until_repaired_in_tests(&Arc::default(), &mut 0).await };
    let call = tokio::spawn(Retries::AtMost(1000).within(call));
    assert!(call.await.unwrap().is_ok_and(|attempts| attempts < 1000));
}

#[tokio::test(start_paused = true)]
async fn a_spawned_task_repairs_the_cause_on_the_current_thread() {
    a_task_repairs_the_cause().await;
}

// One worker, which has both tasks: with more, another would run the task that repairs.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_spawned_task_repairs_the_cause_on_the_multi_threaded_runtime() {
    a_task_repairs_the_cause().await;
}

/// Attempts enough for seconds: a call that does not yield ends before its abort is seen.
const MANY: u32 = 20_000_000;

async fn an_abort_is_seen(switch: Option<Retries>) {
    #[retry(max = MANY, delay_ms = 0, jitter = none)]
    async fn call(begun: &AtomicU32) -> Result<(), Error> {
        begun.fetch_add(1, SeqCst);
        Err(Error::Transient(0))
    }
    let begun = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&begun);
    let call = async move { call(&counted).await };
    let call = match switch {
        Some(switch) => tokio::spawn(switch.within(call)),
        None => tokio::spawn(call),
    };
    while begun.load(SeqCst) < 5 {
        tokio::task::yield_now().await;
    }
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    assert!(begun.load(SeqCst) < MANY);
}

#[tokio::test(start_paused = true)]
async fn an_abort_ends_a_call_without_delays_on_the_current_thread() {
    an_abort_is_seen(None).await;
    an_abort_is_seen(Some(Retries::AtMost(MANY))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn an_abort_ends_a_call_without_delays_on_the_multi_threaded_runtime() {
    an_abort_is_seen(None).await;
    an_abort_is_seen(Some(Retries::AtMost(MANY))).await;
}

#[tokio::test(start_paused = true)]
async fn the_other_branches_of_a_join_run_between_the_attempts() {
    #[retry(max = 1000, delay_ms = 0)]
    async fn call(repaired: &AtomicU32, n: &mut u32) -> Result<u32, Error> {
        if repaired.load(SeqCst) < 5 { fail(n) } else { Ok(*n) }
    }
    let repaired = AtomicU32::new(0);
    let repair = async {
        for _ in 0..5 {
            repaired.fetch_add(1, SeqCst);
            tokio::task::yield_now().await;
        }
    };
    let mut n = 0;
    // The call is polled first, and again whenever its neighbour is woken.
    let (result, ()) = tokio::join!(biased; call(&repaired, &mut n), repair);
    assert_eq!(result, Ok(5));
}

#[tokio::test(start_paused = true)]
async fn a_draw_of_no_delay_from_full_jitter_is_a_yield_like_any_other() {
    // Full jitter on a nanosecond draws 0 or 1 ns.
    let policy = RetryConfig::new()
        .max(50)
        .delay(Duration::from_nanos(1))
        .multiplier(1.0)
        .jitter(Jitter::Full);
    let mut n = 0;
    let call = retry_with_backoff(policy, || std::future::ready(fail::<()>(&mut n)));
    assert_eq!(call.await.unwrap_err().attempts(), 50);
}
