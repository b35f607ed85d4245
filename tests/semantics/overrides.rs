//! `with` and `testing`: another policy from outside.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use retry_runtime::testing::Retries;
use retry_runtime::{Jitter, RetryConfig, RetryError, RetryOverrides, Scope, retry, retry_with_backoff, with};
use tokio::time::sleep;

use crate::support::{Error, fail, ms, timed};

const ONCE: RetryOverrides = RetryOverrides::new().max(1);
const SHORT: RetryOverrides = RetryOverrides::new()
    .max(4)
    .delay(ms(1))
    .multiplier(1.0)
    .jitter(Jitter::None);

#[retry(max = 3, delay_ms = 100, jitter = none)]
async fn inner(n: &mut u32) -> Result<(), Error> {
    sleep(ms(1)).await;
    fail(n)
}

#[tokio::test(start_paused = true)]
async fn with_replaces_values_of_that_call() {
    assert_eq!(
        timed(with(ONCE, inner(&mut 0))).await,
        (ms(1), Err(Error::Transient(1)))
    );
    assert_eq!(
        timed(with(SHORT, inner(&mut 0))).await,
        (ms(7), Err(Error::Transient(4)))
    );
    assert_eq!(timed(inner(&mut 0)).await, (ms(303), Err(Error::Transient(3))));
}

#[tokio::test(start_paused = true)]
async fn what_with_does_not_say_stays() {
    #[retry(max = 9, delay_ms = 100, multiplier = 1.0, jitter = none, attempt_timeout_ms = 10)]
    async fn limited() -> Result<(), RetryError<Error>> {
        std::future::pending().await
    }
    let (elapsed, result) = timed(with(RetryOverrides::new().max(2), limited())).await;
    assert_eq!((elapsed, result.unwrap_err().attempts()), (ms(10 + 100 + 10), 2));
    let unlimited = RetryOverrides::new().no_attempt_timeout().timeout(ms(50));
    let (elapsed, result) = timed(with(unlimited, limited())).await;
    assert_eq!((elapsed, result.unwrap_err().attempts()), (ms(50), 1));
}

#[tokio::test(start_paused = true)]
async fn with_holds_neither_for_calls_inside_nor_for_what_is_spawned() {
    #[retry(max = 9, delay_ms = 100, jitter = none)]
    async fn outer(n: &mut u32) -> Result<u32, Error> {
        let mut inside = 0;
        assert_eq!(timed(inner(&mut inside)).await, (ms(303), Err(Error::Transient(3))));
        let spawned = tokio::spawn(async { timed(inner(&mut 0)).await });
        assert_eq!(spawned.await.unwrap(), (ms(303), Err(Error::Transient(3))));
        fail(n)
    }
    assert_eq!(
        timed(with(SHORT, outer(&mut 0))).await,
        (ms(606 * 4 + 3), Err(Error::Transient(4)))
    );
}

#[tokio::test(start_paused = true)]
async fn with_is_for_the_first_call_of_a_future_and_may_be_nested() {
    let two = async {
        let first = inner(&mut 0).await;
        (first, with(ONCE, inner(&mut 0)).await, inner(&mut 0).await)
    };
    let results = with(SHORT, two).await;
    assert_eq!(
        results,
        (
            Err(Error::Transient(4)),
            Err(Error::Transient(1)),
            Err(Error::Transient(3))
        )
    );
    assert_eq!(with(SHORT, with(ONCE, inner(&mut 0))).await, Err(Error::Transient(1)));
}

#[tokio::test(start_paused = true)]
async fn with_holds_across_threads_and_interleaved_tasks() {
    let calls: Vec<_> = (1..=6)
        .map(|max| {
            tokio::spawn(async move {
                let mut n = 0;
                let call = with(SHORT.max(max), inner(&mut n));
                assert_eq!(call.await, Err(Error::Transient(max)));
            })
        })
        .collect();
    let normal = tokio::spawn(async { inner(&mut 0).await });
    for call in calls {
        call.await.unwrap();
    }
    assert_eq!(normal.await.unwrap(), Err(Error::Transient(3)));
}

#[tokio::test(start_paused = true)]
async fn with_brings_limits_where_the_function_can_say_that_they_passed() {
    #[retry(timeout_secs = 60)]
    async fn limited() -> Result<(), RetryError<Error>> {
        std::future::pending().await
    }
    let (elapsed, result) = timed(with(SHORT.attempt_timeout(ms(10)), limited())).await;
    assert_eq!(elapsed, ms(43));
    assert!(
        matches!(result, Err(RetryError::OperationCancelled { attempts: 4, timed_out, .. })
        if timed_out.scope() == Scope::Attempt)
    );
    let (elapsed, result) = timed(with(SHORT.timeout(ms(25)), limited())).await;
    assert_eq!(elapsed, ms(25));
    assert!(result.unwrap_err().is_timeout());
    // Without a limit in the attribute no attempt is cut, and no delay passes the deadline either.
    let (elapsed, result) = timed(with(SHORT.timeout(ms(3)), inner(&mut 0))).await;
    assert_eq!((elapsed, result), (ms(3), Err(Error::Transient(2))));
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_with_counts_from_the_first_pending_poll() {
    #[retry]
    async fn own_error(n: &mut u32) -> Result<(), Error> {
        sleep(ms(100)).await;
        fail(n)
    }
    #[retry]
    async fn retry_error(n: &mut u32) -> Result<(), RetryError<Error>> {
        sleep(ms(100)).await;
        fail(n)
    }
    let (elapsed, result) = timed(with(SHORT.timeout(ms(50)), own_error(&mut 0))).await;
    assert_eq!((elapsed, result), (ms(100), Err(Error::Transient(1))));
    let (elapsed, result) = timed(with(SHORT.timeout(ms(50)), retry_error(&mut 0))).await;
    assert_eq!((elapsed, result.unwrap_err().is_timeout()), (ms(100), true));
}

#[tokio::test(start_paused = true)]
async fn with_works_for_every_kind_of_future() {
    #[async_trait::async_trait]
    trait Remote {
        async fn ping(&mut self) -> Result<(), Error>;
    }
    struct Client(u32);
    #[async_trait::async_trait]
    impl Remote for Client {
        #[retry(max = 3, delay_ms = 100)]
        async fn ping(&mut self) -> Result<(), Error> {
            fail(&mut self.0)
        }
    }
    assert_eq!(with(ONCE, Client(0).ping()).await, Err(Error::Transient(1)));

    let mut n = 0;
    let call = retry_with_backoff(SHORT.over(RetryConfig::new()), || {
        n += 1;
        std::future::ready(Err::<(), _>(Error::Transient(n)))
    });
    assert_eq!(with(ONCE, call).await.unwrap_err().attempts(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_panic_inside_leaves_no_override_behind() {
    #[retry]
    async fn panics() -> Result<(), Error> {
        panic!("inside")
    }
    assert!(tokio::spawn(with(ONCE, panics())).await.is_err());
    assert_eq!(timed(inner(&mut 0)).await, (ms(303), Err(Error::Transient(3))));
}

#[tokio::test(start_paused = true)]
async fn a_guard_turns_retries_off_on_its_thread() {
    let guard = Retries::Off.on_this_thread();
    assert_eq!(timed(inner(&mut 0)).await, (ms(1), Err(Error::Transient(1))));
    // What is spawned runs on this thread too.
    let spawned = tokio::spawn(async { inner(&mut 0).await });
    assert_eq!(spawned.await.unwrap(), Err(Error::Transient(1)));
    let elsewhere = std::thread::spawn(|| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build();
        runtime.unwrap().block_on(inner(&mut 0))
    });
    assert_eq!(elsewhere.join().unwrap(), Err(Error::Transient(3)));
    {
        let _normal = Retries::Normal.on_this_thread();
        assert_eq!(timed(inner(&mut 0)).await.0, ms(303));
    }
    assert_eq!(timed(inner(&mut 0)).await.0, ms(1));
    drop(guard);
    assert_eq!(timed(inner(&mut 0)).await.0, ms(303));
}

#[tokio::test(start_paused = true)]
async fn a_scope_caps_the_attempts_and_drops_the_delays() {
    #[retry(max = 5, delay_secs = 10, context = attempt, on_retry = |event| log.push((event.max, event.delay)))]
    async fn call(log: &mut Vec<(u32, std::time::Duration)>) -> Result<(), Error> {
        Err(if attempt.is_last() {
            Error::Transient(attempt.number())
        } else {
            Error::Busy(ms(20_000))
        })
    }
    let mut log = Vec::new();
    let (elapsed, result) = timed(Retries::AtMost(3).within(call(&mut log))).await;
    assert_eq!((elapsed, result), (ms(0), Err(Error::Transient(3))));
    assert_eq!(log, [(3, ms(0)), (3, ms(0))]);
    // Never more than the attribute says.
    let (elapsed, result) = timed(Retries::AtMost(99).within(inner(&mut 0))).await;
    assert_eq!((elapsed, result), (ms(3), Err(Error::Transient(3))));
    assert_eq!(Retries::AtMost(0).within(inner(&mut 0)).await, Err(Error::Transient(1)));
}

#[tokio::test(start_paused = true)]
async fn scopes_of_parallel_tasks_do_not_meet() {
    let tasks = [
        (Retries::Off, 1, 1),
        (Retries::AtMost(2), 2, 2),
        (Retries::Normal, 3, 303),
    ]
    .map(|(retries, attempts, elapsed)| {
        tokio::spawn(async move {
            let (took, result) = timed(retries.within(inner(&mut 0))).await;
            assert_eq!((took, result), (ms(elapsed), Err(Error::Transient(attempts))));
        })
    });
    for task in tasks {
        task.await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn guards_may_end_in_any_order_and_across_awaits() {
    let guarded = async |retries: Retries, wait| {
        let _guard = retries.on_this_thread();
        sleep(ms(wait)).await;
        inner(&mut 0).await
    };
    // The second guard begins and ends inside of the first, and then the other way round.
    let results = tokio::join!(guarded(Retries::Off, 10), guarded(Retries::AtMost(2), 1));
    assert_eq!(results, (Err(Error::Transient(1)), Err(Error::Transient(2))));
    let results = tokio::join!(guarded(Retries::Off, 1), guarded(Retries::AtMost(2), 10));
    assert_eq!(results, (Err(Error::Transient(2)), Err(Error::Transient(2))));
    assert_eq!(inner(&mut 0).await, Err(Error::Transient(3)));

    let escaped = Retries::AtMost(2).within(async { Retries::Off.on_this_thread() }).await;
    assert_eq!(inner(&mut 0).await, Err(Error::Transient(1)));
    drop(escaped);
    assert_eq!(inner(&mut 0).await, Err(Error::Transient(3)));
}

#[tokio::test(start_paused = true)]
async fn the_switch_does_not_change_a_success() {
    static CALLS: AtomicU32 = AtomicU32::new(0);
    #[retry(max = 5)]
    async fn call() -> Result<u32, Error> {
        Ok(CALLS.fetch_add(1, SeqCst))
    }
    assert_eq!(Retries::Off.within(call()).await, Ok(0));
}
