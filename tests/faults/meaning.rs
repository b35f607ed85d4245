//! What a fault does to an attempt, beside each key of the attribute.

use std::cell::Cell;
use std::io;
use std::time::Duration;

use retry_runtime::{Decision, RetryBudget, RetryError, retry, testing};

use crate::support::{Error, ms, timed};

#[retry(max = 5, delay_ms = 100, jitter = none)]
async fn count(runs: &mut u32) -> Result<u32, Error> {
    *runs += 1;
    Ok(*runs)
}

#[tokio::test(start_paused = true)]
async fn the_next_attempts_fail_without_their_body() {
    let fault = testing::fail(count, 2, || Error::Transient(7));
    let mut runs = 0;
    // Each is followed by its delay, as any failure.
    assert_eq!(timed(count(&mut runs)).await, (ms(100 + 200), Ok(1)));
    assert_eq!((fault.met(), runs), (2, 1));
    assert_eq!(timed(count(&mut runs)).await, (ms(0), Ok(2)));
    assert_eq!(fault.met(), 2);
}

#[tokio::test(start_paused = true)]
async fn faults_of_one_function_are_met_in_the_order_in_which_they_were_made() {
    let first = testing::fail(count, 1, || Error::Transient(1));
    let second = testing::fail(count, 2, || Error::Transient(2));
    let third = testing::fail(count, 1, || Error::Permanent);
    let mut runs = 0;
    assert_eq!(count(&mut runs).await, Err(Error::Permanent));
    assert_eq!((first.met(), second.met(), third.met(), runs), (1, 2, 1, 0));
    assert_eq!(count(&mut runs).await, Ok(1));
}

#[tokio::test(start_paused = true)]
async fn one_that_is_dropped_leaves_the_others() {
    let first = testing::fail(count, u32::MAX, || Error::Permanent);
    let second = testing::fail(count, 1, || Error::Transient(2));
    let mut runs = 0;
    assert_eq!(count(&mut runs).await, Err(Error::Permanent));
    drop(first);
    assert_eq!(count(&mut runs).await, Ok(1));
    assert_eq!(second.met(), 1);
}

#[tokio::test(start_paused = true)]
async fn other_functions_do_not_meet_it() {
    #[retry]
    async fn other() -> Result<u32, Error> {
        Ok(1)
    }
    let fault = testing::fail(count, 1, || Error::Permanent);
    assert_eq!(other().await, Ok(1));
    assert_eq!(fault.met(), 0);
    assert_eq!(count(&mut 0).await, Err(Error::Permanent));
}

#[tokio::test(start_paused = true)]
async fn the_error_is_made_anew_for_each_attempt() {
    let made = std::sync::atomic::AtomicU32::new(0);
    let fault = testing::fail(count, u32::MAX, move || {
        let n = made.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        if n < 3 { Error::Transient(n) } else { Error::Permanent }
    });
    assert_eq!(count(&mut 0).await, Err(Error::Permanent));
    assert_eq!(fault.met(), 4);
}

#[tokio::test(start_paused = true)]
async fn every_attempt_is_delayed() {
    let slow = testing::delay(count, ms(1000));
    let mut runs = 0;
    assert_eq!(timed(count(&mut runs)).await, (ms(1000), Ok(1)));
    // Before it fails on demand as well.
    let _fails = testing::fail(count, 1, || Error::Transient(1));
    assert_eq!(timed(count(&mut runs)).await, (ms(1000 + 100 + 1000), Ok(2)));
    assert_eq!(slow.met(), 3);
}

#[tokio::test(start_paused = true)]
async fn delays_are_met_in_their_order_too() {
    let _first = testing::delay(count, ms(1000)).attempts(1);
    let _second = testing::delay(count, ms(10)).attempts(1);
    let mut runs = 0;
    assert_eq!(timed(count(&mut runs)).await, (ms(1000), Ok(1)));
    assert_eq!(timed(count(&mut runs)).await, (ms(10), Ok(2)));
    assert_eq!(timed(count(&mut runs)).await, (ms(0), Ok(3)));
}

#[retry(max = 5, delay_ms = 100, jitter = none, attempt_timeout_ms = 500, timeout_ms = 1700)]
async fn limited(seen: &Cell<u32>) -> Result<u32, RetryError<Error>> {
    seen.set(seen.get() + 1);
    Ok(seen.get())
}

#[tokio::test(start_paused = true)]
async fn a_script_of_a_delay_an_error_and_success() {
    let slow = testing::delay(limited, ms(5000)).attempts(1);
    let error = testing::fail(limited, 1, || Error::Transient(1));
    let seen = Cell::new(0);
    // The attempt that is cut has not come to its error.
    let (took, result) = timed(limited(&seen)).await;
    assert_eq!((took, result.unwrap()), (ms(500 + 100 + 200), 1));
    assert_eq!((slow.met(), error.met()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn both_limits_cut_a_delay() {
    let _slow = testing::delay(limited, Duration::MAX);
    let seen = Cell::new(0);
    let (took, result) = timed(limited(&seen)).await;
    let error = result.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(error.attempts(), 3);
    assert_eq!((took, seen.get()), (ms(1700), 0));
}

#[tokio::test(start_paused = true)]
async fn hints_and_decisions_of_its_error_hold() {
    let _busy = testing::fail(count, 1, || Error::Busy(ms(3000)));
    assert_eq!(timed(count(&mut 0)).await, (ms(3000), Ok(1)));
}

#[tokio::test(start_paused = true)]
async fn the_other_keys_see_it_as_the_error_of_an_attempt() {
    #[retry(
        max = 5,
        delay_ms = 10,
        when = |error: &io::Error| error.kind() == io::ErrorKind::Interrupted,
        on_retry = |event| told.set(told.get() + event.attempt),
        budget = budget,
        clone,
        context = attempt,
        fallback = |error: io::Error| async move { Ok(error.to_string()) }
    )]
    async fn all(name: String, told: &Cell<u32>, budget: &RetryBudget) -> io::Result<String> {
        assert!(attempt.number() > 0);
        Ok(name)
    }
    let (budget, told) = (&RetryBudget::new(1, 0.0), Cell::new(0));
    let fault = testing::fail(all, 1, || io::Error::from(io::ErrorKind::Interrupted));
    assert_eq!(all("a".into(), &told, budget).await.unwrap(), "a");
    assert_eq!((fault.met(), told.get()), (1, 1));
    let fault = testing::fail(all, 2, || io::Error::new(io::ErrorKind::Interrupted, "down"));
    assert_eq!(all("a".into(), &told, &RetryBudget::new(0, 0.0)).await.unwrap(), "down");
    assert_eq!(fault.met(), 1);
}

#[tokio::test(start_paused = true)]
async fn classify_and_an_own_schedule_see_it() {
    #[retry(
        max = 5,
        classify = |result: &Result<u32, Error>| match result {
            Err(Error::Transient(_)) => Decision::Retry,
            _ => Decision::Return,
        },
        backoff = [ms(7), ms(8)]
    )]
    async fn classified() -> Result<u32, Error> {
        Ok(1)
    }
    let _fault = testing::fail(classified, 2, || Error::Transient(1));
    assert_eq!(timed(classified()).await, (ms(15), Ok(1)));
}

#[tokio::test(start_paused = true)]
async fn the_switches_of_tests_and_values_from_outside_hold() {
    use retry_runtime::{RetryOverrides, testing::Retries, with};

    let fault = testing::fail(count, u32::MAX, || Error::Transient(1));
    let _ = Retries::Off.within(count(&mut 0)).await;
    assert_eq!(fault.met(), 1);
    let _ = with(RetryOverrides::new().max(3), count(&mut 0)).await;
    assert_eq!(fault.met(), 1 + 3);
}
