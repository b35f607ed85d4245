//! The limit on the call: no attempt begins at it or past it, and no delay that would end there is begun.

use std::pin::pin;
use std::time::Duration;

use retry_runtime::{Decision, RetryBudget, RetryConfig, RetryError, Scope, TimedOut, retry, retry_with_backoff};
use tokio::time::{Instant, advance, sleep};

use crate::support::{Error, block, fail, ms, poll_once, timed};

const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test(start_paused = true)]
async fn no_attempt_begins_at_the_deadline_however_the_delay_is_drawn() {
    #[retry(max = 2, delay_ms = 100, timeout_ms = 100)]
    async fn own_error(start: Instant, begun: &mut Vec<Duration>) -> Result<(), Error> {
        begun.push(start.elapsed());
        sleep(ms(5)).await;
        Err(Error::Transient(0))
    }
    #[retry(max = 2, delay_ms = 100, timeout_ms = 100, on_retry = |_| ())]
    async fn wrapped(start: Instant, begun: &mut Vec<Duration>) -> Result<(), RetryError<Error>> {
        begun.push(start.elapsed());
        sleep(ms(5)).await;
        Err(Error::Transient(0))
    }
    let (mut second_attempts, mut cut) = (0, 0);
    for _ in 0..4500 {
        let mut begun = Vec::new();
        let result = own_error(Instant::now(), &mut begun).await;
        cut += u32::from(matches!(result, Err(Error::TimedOut(_))));
        assert!(begun.iter().all(|begun| *begun < ms(100)), "{begun:?}");
        second_attempts += begun.len() - 1;
        begun.clear();
        let error = wrapped(Instant::now(), &mut begun).await.unwrap_err();
        assert_eq!(error.attempts() as usize, begun.len());
        assert!(begun.iter().all(|begun| *begun < ms(100)), "{begun:?}");
        second_attempts += begun.len() - 1;
    }
    // Draws are from 50 to 150 ms, of which 94 or less leave time.
    assert!((3300..4800).contains(&second_attempts), "{second_attempts}");
    // An attempt that begins within the last 5 ms is cut.
    assert!(cut < 450, "{cut}");
}

/// A call with this delay and this limit, which fails when it is polled: the attempts that begin.
async fn attempts(delay: Duration, limit: Duration) -> (u32, Duration) {
    let policy = RetryConfig::new()
        .max(2)
        .delay(delay)
        .jitter(retry_runtime::Jitter::None)
        .timeout(limit);
    let mut n = 0;
    let call = retry_with_backoff(policy, || std::future::ready(fail::<()>(&mut n)));
    let (elapsed, result) = timed(call).await;
    (result.unwrap_err().attempts(), elapsed)
}

#[tokio::test(start_paused = true)]
async fn a_delay_that_the_timer_would_round_to_the_deadline_is_not_begun() {
    let nano = Duration::from_nanos(1);
    let gives_up = (1, Duration::ZERO);
    assert_eq!(attempts(ms(100), ms(99)).await, gives_up);
    assert_eq!(attempts(ms(100), ms(100)).await, gives_up);
    assert_eq!(attempts(ms(100), ms(100) + nano).await, gives_up);
    assert_eq!(attempts(Duration::from_nanos(99_999_999), ms(100)).await, gives_up);
    assert_eq!(attempts(ms(99) + nano, ms(100)).await, gives_up);
    assert_eq!(attempts(ms(99), ms(100)).await, (2, ms(99)));
    assert_eq!(attempts(ms(100), ms(101)).await, (2, ms(100)));
    // No delay is not rounded.
    assert_eq!(attempts(Duration::ZERO, nano).await, (2, Duration::ZERO));
}

#[tokio::test(start_paused = true)]
async fn no_attempt_begins_at_the_deadline_on_a_clock_between_milliseconds() {
    #[retry(config = policy)]
    async fn call(policy: RetryConfig, begun: &mut Vec<Instant>) -> Result<(), RetryError<Error>> {
        begun.push(Instant::now());
        Err(Error::Transient(0))
    }
    let micros = Duration::from_micros;
    let mut late = 0;
    for run in 0..4000 {
        block(micros(run * 7 % 1000));
        let limit = micros(2000 + run * 13 % 3000);
        let policy = RetryConfig::new().max(3).delay(ms(1)).multiplier(1.0).timeout(limit);
        let mut begun = Vec::new();
        let error = call(policy, &mut begun).await.unwrap_err();
        let (first, last) = (begun[0], begun[begun.len() - 1]);
        assert!(last - first < limit, "{:?} of {limit:?}", last - first);
        assert_eq!(error.attempts() as usize, begun.len());
        late += u32::from(first.elapsed() >= limit);
    }
    // A delay that is begun ends before the limit, but for the paused clock itself, which moves by whole milliseconds.
    assert!(late < 1000, "{late}");
}

#[tokio::test(start_paused = true)]
async fn a_hook_that_takes_too_long_ends_the_call_before_its_delay() {
    #[retry(max = 2, delay_ms = 50, jitter = none, timeout_ms = 100, budget = budget, on_retry = |event| {
        told.push(event.delay);
        block(ms(80));
    })]
    async fn own_error(told: &mut Vec<Duration>, budget: &RetryBudget, n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    #[retry(max = 2, delay_ms = 50, jitter = none, timeout_ms = 100, on_retry = |_| block(ms(80)))]
    async fn wrapped(n: &mut u32) -> Result<(), RetryError<Error>> {
        fail(n)
    }
    #[retry(max = 2, delay_ms = 50, jitter = none, timeout_ms = 200, attempt_timeout_ms = 100, on_retry = |_| block(ms(80)))]
    async fn cut() -> Result<(), RetryError<Error>> {
        std::future::pending().await
    }
    #[retry(
        max = 2, delay_ms = 50, jitter = none, timeout_ms = 100,
        classify = |_| Decision::Retry, on_retry = |_| block(ms(80)),
    )]
    async fn rejected(n: &mut u32) -> Result<u32, RetryError<Error>> {
        *n += 1;
        Ok(*n)
    }
    let (mut told, budget) = (Vec::new(), RetryBudget::new(1, 0.0));
    let (elapsed, result) = timed(own_error(&mut told, &budget, &mut 0)).await;
    assert_eq!((elapsed, result), (ms(80), Err(Error::Transient(1))));
    assert_eq!(told, [ms(50)]);
    // The token is not given back.
    assert_eq!(own_error(&mut told, &budget, &mut 0).await, Err(Error::Transient(1)));
    assert_eq!(told, [ms(50)]);

    let (elapsed, result) = timed(wrapped(&mut 0)).await;
    assert_eq!(elapsed, ms(80));
    assert!(
        matches!(result, Err(RetryError::OperationCancelled { attempts: 1, elapsed, timed_out, last: Some(Error::Transient(1)), .. })
            if elapsed == ms(80) && timed_out.scope() == Scope::Operation),
        "{result:?}"
    );
    let (elapsed, result) = timed(cut()).await;
    assert_eq!(elapsed, ms(180));
    assert!(
        matches!(result, Err(RetryError::OperationCancelled { attempts: 1, timed_out, last: None, .. })
            if timed_out.scope() == Scope::Operation),
        "{result:?}"
    );
    assert_eq!(timed(rejected(&mut 0)).await, (ms(80), Ok(1)));
}

#[tokio::test(start_paused = true)]
async fn a_hook_that_leaves_time_for_the_delay_does_not_end_the_call() {
    #[retry(max = 2, delay_ms = 50, jitter = none, timeout_ms = 100, on_retry = |_| block(ms(49)))]
    async fn call(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    assert_eq!(timed(call(&mut 0)).await, (ms(99), Err(Error::Transient(2))));
}

#[tokio::test(start_paused = true)]
async fn a_schedule_that_takes_too_long_ends_the_call_before_its_delay() {
    #[retry(max = 3, timeout_ms = 100, backoff = std::iter::repeat_with(|| { block(ms(80)); ms(50) }))]
    async fn call(n: &mut u32) -> Result<(), Error> {
        sleep(ms(1)).await;
        fail(n)
    }
    assert_eq!(timed(call(&mut 0)).await, (ms(81), Err(Error::Transient(1))));
}

/// Polls the call into its delay, and then late by an hour.
async fn late<T>(call: impl Future<Output = T>) -> T {
    let mut call = pin!(call);
    assert!(poll_once(call.as_mut()).is_pending());
    advance(HOUR).await;
    call.await
}

fn is_operation(timed_out: TimedOut, attempts: u32) -> bool {
    timed_out.scope() == Scope::Operation && timed_out.limit() == ms(100) && timed_out.attempts() == attempts
}

/// The same for a delay that is awaited together with its attempt, for one apart from it, and for none.
macro_rules! late {
    ($($name:ident: $($key:expr)?, $($rest:ident = $value:expr),*;)*) => {$(
        #[tokio::test(start_paused = true)]
        async fn $name() {
            #[retry(max = 2, delay_ms = $($key)?, jitter = none, timeout_ms = 100 $(, $rest = $value)*)]
            async fn own_error(n: &mut u32) -> Result<(), Error> {
                fail(n)
            }
            #[retry(max = 2, delay_ms = $($key)?, jitter = none, timeout_ms = 100 $(, $rest = $value)*)]
            async fn wrapped(n: &mut u32) -> Result<(), RetryError<Error>> {
                fail(n)
            }
            let mut n = 0;
            let result = late(own_error(&mut n)).await;
            assert!(matches!(result, Err(Error::TimedOut(timed_out)) if is_operation(timed_out, 1)), "{result:?}");
            let result = late(wrapped(&mut n)).await;
            assert!(
                matches!(result, Err(RetryError::OperationCancelled { attempts: 1, elapsed: HOUR, timed_out, last: Some(Error::Transient(2)), .. })
                    if is_operation(timed_out, 1)),
                "{result:?}"
            );
            assert_eq!(n, 2, "attempts that begin");
        }
    )*};
}

late! {
    no_attempt_begins_after_a_leap_of_the_clock_in_its_delay: 50,;
    no_attempt_begins_after_a_leap_of_the_clock_in_a_delay_of_its_own: 50, on_retry = |_| ();
    no_attempt_begins_after_a_leap_of_the_clock_in_a_yield: 0,;
    no_attempt_begins_after_a_leap_of_the_clock_in_a_yield_of_its_own: 0, when = |_| true;
}

#[tokio::test(start_paused = true)]
async fn a_leap_that_does_not_reach_the_deadline_ends_nothing() {
    #[retry(max = 2, delay_ms = 50, jitter = none, timeout_ms = 100)]
    async fn call(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    let mut n = 0;
    let start = Instant::now();
    let mut call = pin!(call(&mut n));
    assert!(poll_once(call.as_mut()).is_pending());
    advance(ms(99)).await;
    assert_eq!(call.await, Err(Error::Transient(2)));
    assert_eq!(start.elapsed(), ms(99));
}

#[tokio::test(start_paused = true)]
async fn without_a_limit_a_leap_of_the_clock_ends_nothing() {
    #[retry(max = 2, delay_ms = 50, attempt_timeout_ms = 10, jitter = none)]
    async fn call(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    assert_eq!(late(call(&mut 0)).await, Err(Error::Transient(2)));
}

#[tokio::test(start_paused = true)]
async fn a_leap_after_a_rejected_value_ends_the_call_like_one_after_an_error() {
    #[retry(max = 2, delay_ms = 50, jitter = none, timeout_ms = 100, classify = |_| Decision::Retry)]
    async fn own_error(n: &mut u32) -> Result<u32, Error> {
        *n += 1;
        Ok(*n)
    }
    #[retry(max = 2, delay_ms = 50, jitter = none, timeout_ms = 100, classify = |_| Decision::Retry)]
    async fn wrapped(n: &mut u32) -> Result<u32, RetryError<Error>> {
        *n += 1;
        Ok(*n)
    }
    // The value is gone by then: a call keeps no value through a delay.
    let mut n = 0;
    let result = late(own_error(&mut n)).await;
    assert!(
        matches!(result, Err(Error::TimedOut(timed_out)) if is_operation(timed_out, 1)),
        "{result:?}"
    );
    let result = late(wrapped(&mut n)).await;
    assert!(
        matches!(
            result,
            Err(RetryError::OperationCancelled {
                attempts: 1,
                last: None,
                ..
            })
        ),
        "{result:?}"
    );
    assert_eq!(n, 2);
}

#[tokio::test(start_paused = true)]
async fn a_leap_during_an_attempt_cuts_it_or_leaves_its_result() {
    #[retry(max = 3, delay_ms = 1, timeout_ms = 100)]
    async fn call(wait: Duration, n: &mut u32) -> Result<(), Error> {
        *n += 1;
        sleep(wait).await;
        Err(Error::Transient(*n))
    }
    // What is ready wins, and its delay does not fit.
    let mut n = 0;
    assert_eq!(late(call(ms(50), &mut n)).await, Err(Error::Transient(1)));
    let result = late(call(HOUR * 2, &mut n)).await;
    assert!(
        matches!(result, Err(Error::TimedOut(timed_out)) if is_operation(timed_out, 1)),
        "{result:?}"
    );
    assert_eq!(n, 2);
}

#[tokio::test(start_paused = true)]
async fn the_limit_of_the_later_attempts_counts_their_delays() {
    #[retry(max = 3, delay_ms = 40, multiplier = 1.0, jitter = none, timeout_ms = 100, attempt_timeout_ms = 30)]
    async fn call() -> Result<(), RetryError<Error>> {
        std::future::pending().await
    }
    // 30, 40, and the second attempt is cut at the end of the limit's last 30 ms.
    let (elapsed, result) = timed(call()).await;
    assert_eq!(elapsed, ms(100));
    assert!(
        matches!(result, Err(RetryError::OperationCancelled { attempts: 2, timed_out, .. }) if timed_out.scope() == Scope::Operation),
        "{result:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_call_that_blocks_and_never_waits_is_ended_by_its_limit_too() {
    #[retry(max = 99, delay_ms = 0, timeout_ms = 100)]
    async fn call(n: &mut u32) -> Result<(), RetryError<Error>> {
        block(ms(30));
        fail(n)
    }
    // The limit counts from the first failure, at 30: attempts begin at 30, 60, 90 and 120, and the last ends at 150.
    let (elapsed, result) = timed(call(&mut 0)).await;
    assert_eq!(elapsed, ms(150));
    assert!(
        matches!(result, Err(RetryError::OperationCancelled { attempts: 5, elapsed, last: Some(Error::Transient(5)), .. })
            if elapsed == ms(120)),
        "{result:?}"
    );
}
