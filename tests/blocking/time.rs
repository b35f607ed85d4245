//! Delays, limits and the clock that they count by.

use std::cell::Cell;
use std::time::{Duration, Instant};

use retry_runtime::testing::{Retries, VirtualTime, seed, virtual_time};
use retry_runtime::{Decision, RetryConfig, RetryError, RetryOverrides, Scope, Transient, retry, with};

use crate::support::{Error, fail, ms};
use crate::timed;

#[retry(max = 4, delay_ms = 100, multiplier = 3.0, max_delay_ms = 500, jitter = none)]
fn scheduled(attempts: &mut u32) -> Result<(), Error> {
    fail(attempts)
}

#[test]
fn delays_are_those_of_the_policy() {
    let mut attempts = 0;
    let (took, result) = timed(|_| scheduled(&mut attempts));
    assert_eq!((took, result, attempts), (ms(900), Err(Error::Transient(4)), 4));
}

#[retry(max = 5, delay_secs = 1)]
fn jittered(attempts: &mut u32) -> Result<(), Error> {
    fail(attempts)
}

#[test]
fn jitter_is_drawn_as_in_async_functions() {
    let ranges: Duration = (0..4).map(|n| Duration::from_secs(1 << n)).sum();
    let (took, _) = timed(|_| jittered(&mut 0));
    assert!((ranges / 2..=ranges * 3 / 2).contains(&took), "{took:?}");
    let seeded = || {
        let _seed = seed(7);
        timed(|_| jittered(&mut 0)).0
    };
    assert_eq!(seeded(), seeded());
}

/// Each attempt takes `step`, and fails.
#[retry(max = 9, delay_secs = 1, multiplier = 1.0, jitter = none, timeout_secs = 10)]
fn limited(time: &VirtualTime, step: Duration, attempts: &mut u32) -> Result<(), Error> {
    time.advance(step);
    fail(attempts)
}

#[retry(max = 9, delay_secs = 1, multiplier = 1.0, jitter = none, timeout_secs = 10)]
fn told(time: &VirtualTime, step: Duration, attempts: &mut u32) -> Result<(), RetryError<Error>> {
    time.advance(step);
    fail(attempts)
}

#[test]
fn the_limit_counts_from_the_start_and_gives_the_last_error() {
    // The third attempt ends after 3 × 3 + 2 × 1 seconds, past the limit: no fourth.
    let mut attempts = 0;
    let (took, result) = timed(|time| limited(time, ms(3000), &mut attempts));
    assert_eq!((took, result), (ms(11_000), Err(Error::Transient(3))));
    // After the second of 4.5 s each no delay of a second is left.
    let mut attempts = 0;
    let (took, result) = timed(|time| limited(time, ms(4500), &mut attempts));
    assert_eq!((took, result), (ms(10_000), Err(Error::Transient(2))));
    let (_, result) = timed(|time| told(time, ms(4500), &mut 0));
    match result.unwrap_err() {
        RetryError::OperationCancelled {
            attempts,
            elapsed,
            timed_out,
            last,
            ..
        } => {
            assert_eq!((attempts, elapsed), (2, ms(10_000)));
            assert_eq!((timed_out.limit(), timed_out.scope()), (ms(10_000), Scope::Operation));
            assert_eq!(last, Some(Error::Transient(2)));
        }
        other => panic!("{other}"),
    }
}

#[test]
fn a_delay_that_ends_at_the_deadline_is_not_begun_and_one_before_it_is() {
    // 4.5 + 1 + 3.5 leaves 1 s: nothing. A nanosecond less of work, and the delay fits.
    #[retry(max = 9, delay_secs = 1, multiplier = 1.0, jitter = none, timeout_secs = 10)]
    fn stepwise(time: &VirtualTime, steps: &[Duration], attempts: &mut usize) -> Result<(), Error> {
        time.advance(steps[*attempts]);
        *attempts += 1;
        Err(Error::Transient(0))
    }
    let mut attempts = 0;
    let at = [ms(4500), ms(3500), ms(0)];
    let (took, _) = timed(|time| stepwise(time, &at, &mut attempts));
    assert_eq!((took, attempts), (ms(9000), 2));
    let mut attempts = 0;
    let before = [ms(4500), ms(3500).saturating_sub(Duration::from_nanos(1)), ms(0)];
    let (_, _) = timed(|time| stepwise(time, &before, &mut attempts));
    assert_eq!(attempts, 3);
}

#[test]
fn a_success_after_the_limit_is_a_success() {
    #[retry(timeout_secs = 10)]
    fn slow(time: &VirtualTime) -> Result<u32, Error> {
        time.advance(ms(60_000));
        Ok(5)
    }
    assert_eq!(timed(slow).1, Ok(5));
}

#[test]
fn a_hint_is_the_least_delay_and_one_that_is_too_long_ends_the_call() {
    #[retry(max = 2, delay_ms = 10, jitter = none, max_delay_secs = 5)]
    fn busy(wait: Duration) -> Result<(), RetryError<Error>> {
        Err(Error::Busy(wait))
    }
    let (took, result) = timed(|_| busy(ms(3000)));
    assert!(matches!(
        result,
        Err(RetryError::MaxRetriesExceeded { attempts: 2, .. })
    ));
    assert_eq!(took, ms(3000));
    let (took, result) = timed(|_| busy(ms(6000)));
    assert!(matches!(result, Err(RetryError::RetryAfterTooLong { attempts: 1, .. })));
    assert_eq!(took, ms(0));
}

#[test]
fn other_values_for_one_call_and_the_switches_of_tests_hold() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut attempts = 0;
    let once = RetryOverrides::new()
        .max(2)
        .delay(ms(7))
        .jitter(retry_runtime::Jitter::None);
    let (took, _) = timed(|_| runtime.block_on(with(once, async { jittered(&mut attempts) })));
    assert_eq!((took, attempts), (ms(7), 2));

    let mut attempts = 0;
    let limit = RetryOverrides::new().timeout(ms(3000));
    let (took, result) = timed(|time| runtime.block_on(with(limit, async { limited(time, ms(1500), &mut attempts) })));
    assert_eq!((took, result), (ms(4000), Err(Error::Transient(2))));

    let mut attempts = 0;
    let _guard = Retries::AtMost(2).on_this_thread();
    let (took, _) = timed(|_| jittered(&mut attempts));
    assert_eq!((took, attempts), (ms(0), 2));
}

#[test]
fn a_limit_on_attempts_that_comes_at_run_time_has_no_effect() {
    const CONFIG: RetryConfig = RetryConfig::new().max(2).delay(ms(10)).attempt_timeout(ms(1));
    #[retry(config = CONFIG)]
    fn slow(time: &VirtualTime) -> Result<u32, Error> {
        time.advance(ms(60_000));
        Ok(5)
    }
    assert_eq!(timed(slow).1, Ok(5));
}

#[test]
fn guards_on_one_thread_are_of_one_clock() {
    let first = virtual_time();
    first.advance(ms(5));
    let second = virtual_time();
    drop(first);
    scheduled(&mut 0).unwrap_err();
    assert_eq!(second.elapsed(), ms(900));
    second.advance(Duration::MAX);
    scheduled(&mut 0).unwrap_err();
    drop(second);
    assert_eq!(virtual_time().elapsed(), ms(0));
}

#[tokio::test(start_paused = true)]
async fn a_paused_clock_of_a_runtime_is_another() {
    let start = tokio::time::Instant::now();
    let time = virtual_time();
    scheduled(&mut 0).unwrap_err();
    assert_eq!((time.elapsed(), start.elapsed()), (ms(900), ms(0)));
}

#[test]
fn the_real_clock_waits() {
    #[retry(max = 3, delay_ms = 2, multiplier = 1.0, jitter = none, timeout_secs = 60)]
    fn short(attempts: &mut u32) -> Result<(), RetryError<Error>> {
        fail(attempts)
    }
    #[retry(max = 3, delay_ms = 0)]
    fn immediate(attempts: &mut u32) -> Result<(), Error> {
        fail(attempts)
    }
    let start = Instant::now();
    let error = short(&mut 0).unwrap_err();
    assert!(start.elapsed() >= ms(4));
    assert!(error.elapsed().unwrap() >= ms(4));
    immediate(&mut 0).unwrap_err();
}

/// What holds it has it until now.
struct Lock<'a>(&'a VirtualTime, &'a Cell<Option<Duration>>);

impl Drop for Lock<'_> {
    fn drop(&mut self) {
        self.1.set(self.1.get().or(Some(self.0.elapsed())));
    }
}

impl Transient for Lock<'_> {
    fn is_transient(&self) -> bool {
        true
    }
}

#[test]
fn without_a_limit_what_a_failure_holds_is_free_before_the_delay() {
    type Freed = Cell<Option<Duration>>;
    #[retry(max = 2, delay_ms = 10)]
    fn own<'a>(time: &'a VirtualTime, freed: &'a Freed) -> Result<(), Lock<'a>> {
        Err(Lock(time, freed))
    }
    #[retry(max = 2, delay_ms = 10, on_retry = |_| ())]
    fn told<'a>(time: &'a VirtualTime, freed: &'a Freed) -> Result<(), RetryError<Lock<'a>>> {
        Err(Lock(time, freed))
    }
    #[retry(max = 2, delay_ms = 10, classify = |_| Decision::Retry)]
    fn value<'a>(time: &'a VirtualTime, freed: &'a Freed) -> Result<Lock<'a>, Error> {
        Ok(Lock(time, freed))
    }
    for call in [
        |time: &VirtualTime, freed: &Freed| drop(own(time, freed)),
        |time: &VirtualTime, freed: &Freed| drop(told(time, freed)),
        |time: &VirtualTime, freed: &Freed| drop(value(time, freed)),
    ] {
        let freed = Cell::new(None);
        timed(|time| call(time, &freed));
        assert_eq!(freed.get(), Some(ms(0)));
    }
}

#[test]
fn with_a_limit_it_is_free_before_the_next_attempt() {
    #[retry(max = 2, delay_ms = 10, jitter = none, timeout_secs = 9)]
    fn told<'a>(
        time: &'a VirtualTime,
        freed: &'a Cell<Option<Duration>>,
        seen: &mut Vec<bool>,
    ) -> Result<(), RetryError<Lock<'a>>> {
        seen.push(freed.get().is_some());
        Err(Lock(time, freed))
    }
    let (freed, mut seen) = (Cell::new(None), Vec::new());
    timed(|time| drop(told(time, &freed, &mut seen)));
    assert_eq!((freed.get(), seen), (Some(ms(10)), vec![false, true]));
}
