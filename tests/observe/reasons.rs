//! Every reason of a retry and of giving up, and what a first attempt tells.

use std::time::Duration;

use retry_runtime::observe::EventKind::{GiveUp, Recovery, Retry};
use retry_runtime::{Decision, RetryBudget, RetryError, RetryOverrides, retry, testing, with};
use tokio::time::sleep;

use crate::sinks::observed;
use crate::support::{Error, block, fail, ms};

/// The errors of the attempts, in their order; `Ok` after them.
fn script(n: &mut usize, errors: &[Error]) -> Result<usize, Error> {
    *n += 1;
    errors.get(*n - 1).map_or(Ok(*n), |error| Err(*error))
}

const T: Error = Error::Transient(0);

#[retry(max = 3, delay_ms = 10)]
async fn own(n: &mut usize, errors: &[Error]) -> Result<usize, Error> {
    script(n, errors)
}

#[retry(max = 3, delay_ms = 10)]
async fn wrapped(n: &mut usize, errors: &[Error]) -> Result<usize, RetryError<Error>> {
    script(n, errors)
}

#[retry(max = 3, delay_ms = 10, when = |error| *error != Error::Permanent, budget = None::<&RetryBudget>)]
async fn long(n: &mut usize, errors: &[Error]) -> Result<usize, Error> {
    script(n, errors)
}

#[retry(max = 3, delay_ms = 10, classify = |result| match result {
    Ok(2..) | Err(Error::Permanent) => Decision::Return,
    _ => Decision::Retry,
})]
async fn classified(n: &mut usize, errors: &[Error]) -> Result<usize, Error> {
    script(n, errors)
}

/// What each kind of expansion tells of these errors.
macro_rules! each {
    ($errors:expr, $($story:tt)*) => {
        assert_eq!(observed(own(&mut 0, &$errors)).story(), $($story)*, "own");
        assert_eq!(observed(wrapped(&mut 0, &$errors)).story(), $($story)*, "wrapped");
        assert_eq!(observed(long(&mut 0, &$errors)).story(), $($story)*, "long");
        assert_eq!(observed(classified(&mut 1, &{
            // Its first value would be rejected.
            let mut shifted = vec![T];
            shifted.extend($errors);
            shifted
        })).story(), $($story)*, "classified");
    };
}

#[test]
fn a_call_that_succeeds_or_fails_for_good_at_first_tells_nothing() {
    each!([T; 0], []);
    each!([Error::Permanent], []);
}

#[test]
fn each_retry_is_told_and_the_success_after_it() {
    each!(
        [T, T],
        [
            (Retry, 1, Some("error")),
            (Retry, 2, Some("error")),
            (Recovery, 3, None)
        ]
    );
}

#[test]
fn the_last_attempt_gives_up() {
    each!(
        [T; 3],
        [
            (Retry, 1, Some("error")),
            (Retry, 2, Some("error")),
            (GiveUp, 3, Some("max"))
        ]
    );
}

#[test]
fn a_permanent_error_after_a_retry_gives_up() {
    each!(
        [T, Error::Permanent],
        [(Retry, 1, Some("error")), (GiveUp, 2, Some("permanent"))]
    );
}

#[test]
fn a_single_attempt_that_fails_tells_nothing() {
    let once = RetryOverrides::new().max(1);
    assert_eq!(observed(with(once, own(&mut 0, &[T]))).story(), []);
    assert_eq!(
        observed(testing::Retries::Off.within(wrapped(&mut 0, &[T]))).story(),
        []
    );
}

#[test]
fn the_end_of_a_backoff_gives_up_as_the_last_attempt_does() {
    #[retry(max = 9, backoff = [ms(1)])]
    async fn call(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    #[retry(max = 9, backoff = [])]
    async fn none(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    assert_eq!(
        observed(call(&mut 0)).story(),
        [(Retry, 1, Some("error")), (GiveUp, 2, Some("max"))]
    );
    assert_eq!(observed(none(&mut 0)).story(), []);
}

#[test]
fn a_hint_that_is_too_long_gives_up_also_at_the_first_attempt() {
    let busy = Error::Busy(Duration::from_secs(60));
    let story = [(GiveUp, 1, Some("retry_after"))];
    assert_eq!(observed(own(&mut 0, &[busy])).story(), story);
    assert_eq!(observed(wrapped(&mut 0, &[busy])).story(), story);
    assert_eq!(
        observed(own(&mut 0, &[T, busy])).story(),
        [(Retry, 1, Some("error")), (GiveUp, 2, Some("retry_after"))]
    );
}

#[test]
fn a_budget_that_refuses_is_told_also_at_the_first_attempt() {
    #[retry(max = 3, delay_ms = 10, budget = budget)]
    async fn call(n: &mut u32, budget: &RetryBudget) -> Result<(), Error> {
        fail(n)
    }
    let budget = RetryBudget::new(1, 0.0);
    let first = observed(call(&mut 0, &budget));
    assert_eq!(first.story(), [(Retry, 1, Some("error")), (GiveUp, 2, Some("budget"))]);
    let second = observed(call(&mut 0, &budget));
    assert_eq!(second.story(), [(GiveUp, 1, Some("budget"))]);
}

#[test]
fn a_delay_that_would_pass_the_deadline_gives_up() {
    #[retry(max = unlimited, delay_ms = 100, jitter = none, timeout_ms = 250)]
    async fn call(n: &mut u32) -> Result<(), Error> {
        sleep(ms(20)).await;
        fail(n)
    }
    #[retry(max = unlimited, delay_ms = 100, jitter = none, timeout_ms = 250)]
    async fn slow(n: &mut u32) -> Result<(), RetryError<Error>> {
        sleep(ms(200)).await;
        fail(n)
    }
    assert_eq!(
        observed(call(&mut 0)).story(),
        [(Retry, 1, Some("error")), (GiveUp, 2, Some("deadline"))]
    );
    // The first retry is refused.
    let observed = observed(slow(&mut 0));
    assert_eq!(observed.story(), [(GiveUp, 1, Some("deadline"))]);
    assert_eq!(observed.kept[0].error.as_ref().unwrap().1, "Transient(1)");
}

#[test]
fn a_deadline_that_cuts_a_later_attempt_gives_up_and_one_that_cuts_the_first_tells_nothing() {
    #[retry(max = unlimited, delay_ms = 10, jitter = none, timeout_ms = 500)]
    async fn own(n: &mut u32, fine: u32) -> Result<(), Error> {
        *n += 1;
        if *n > fine {
            sleep(Duration::from_secs(9)).await;
        }
        Err(Error::Transient(*n))
    }
    #[retry(max = unlimited, delay_ms = 10, jitter = none, timeout_ms = 500)]
    async fn wrapped(n: &mut u32, fine: u32) -> Result<(), RetryError<Error>> {
        *n += 1;
        if *n > fine {
            sleep(Duration::from_secs(9)).await;
        }
        Err(Error::Transient(*n))
    }
    let story = [(Retry, 1, Some("error")), (GiveUp, 2, Some("deadline"))];
    let (a, b) = (observed(own(&mut 0, 1)), observed(wrapped(&mut 0, 1)));
    assert_eq!((a.story(), b.story()), (story.to_vec(), story.to_vec()));
    // Where the error says it, its own text; else that of the limit.
    assert!(a.kept[1].error.as_ref().unwrap().1.starts_with("TimedOut("));
    assert_eq!(b.kept[1].error.as_ref().unwrap().0, "retry_runtime::TimedOut");
    assert_eq!(observed(own(&mut 0, 0)).story(), []);
    assert_eq!(observed(wrapped(&mut 0, 0)).story(), []);
}

#[test]
fn a_cut_attempt_has_a_reason_of_its_own() {
    #[retry(max = 3, delay_ms = 10, attempt_timeout_ms = 100)]
    async fn own(n: &mut u32) -> Result<u32, Error> {
        *n += 1;
        sleep(if *n < 3 { ms(200) } else { ms(1) }).await;
        Ok(*n)
    }
    #[retry(max = 3, delay_ms = 10, attempt_timeout_ms = 100)]
    async fn wrapped(n: &mut u32) -> Result<u32, RetryError<Error>> {
        *n += 1;
        sleep(if *n < 3 { ms(200) } else { ms(1) }).await;
        Ok(*n)
    }
    #[retry(max = 3, delay_ms = 10, attempt_timeout_ms = 100, when = |_| true)]
    async fn long(n: &mut u32) -> Result<u32, Error> {
        *n += 1;
        sleep(if *n < 3 { ms(200) } else { ms(1) }).await;
        Ok(*n)
    }
    #[retry(max = 2, delay_ms = 10, attempt_timeout_ms = 100, when = |error| !matches!(error, Error::TimedOut(_)))]
    async fn permanent(n: &mut u32) -> Result<u32, Error> {
        *n += 1;
        if *n == 1 {
            return Err(Error::Transient(1));
        }
        std::future::pending().await
    }
    let story = [
        (Retry, 1, Some("attempt_timeout")),
        (Retry, 2, Some("attempt_timeout")),
        (Recovery, 3, None),
    ];
    assert_eq!(observed(own(&mut 0)).story(), story);
    assert_eq!(observed(wrapped(&mut 0)).story(), story);
    assert_eq!(observed(long(&mut 0)).story(), story);
    // The limit of the attempt, not that of the call: its error is permanent.
    assert_eq!(
        observed(permanent(&mut 0)).story(),
        [(Retry, 1, Some("error")), (GiveUp, 2, Some("permanent"))]
    );
}

#[test]
fn an_error_after_a_cut_attempt_is_no_cut() {
    #[retry(max = 3, delay_ms = 10, attempt_timeout_ms = 100)]
    async fn call(n: &mut u32) -> Result<u32, Error> {
        *n += 1;
        match *n {
            1 => std::future::pending().await,
            2 => {
                sleep(ms(50)).await;
                Err(Error::Transient(2))
            }
            n => Ok(n),
        }
    }
    assert_eq!(
        observed(call(&mut 0)).story(),
        [
            (Retry, 1, Some("attempt_timeout")),
            (Retry, 2, Some("error")),
            (Recovery, 3, None)
        ]
    );
}

#[test]
fn a_value_that_classify_rejects_has_a_reason_and_no_error() {
    #[retry(max = 2, delay_ms = 10, classify = |_| Decision::Retry)]
    async fn call() -> Result<u32, Error> {
        Ok(1)
    }
    let observed = observed(call());
    assert_eq!(observed.output, Ok(1));
    assert_eq!(
        observed.story(),
        [(Retry, 1, Some("rejected")), (GiveUp, 2, Some("max"))]
    );
    assert!(observed.kept.iter().all(|kept| kept.error.is_none()));
}

#[test]
fn a_deadline_that_passes_during_the_hook_or_the_delay_gives_up() {
    #[retry(max = unlimited, delay_ms = 100, jitter = none, timeout_ms = 250, on_retry = |_| block(ms(200)))]
    async fn in_the_hook(n: &mut u32) -> Result<(), Error> {
        sleep(ms(1)).await;
        fail(n)
    }
    #[retry(max = unlimited, delay_ms = 100, jitter = none, timeout_ms = 250)]
    async fn late(n: &mut u32) -> Result<(), Error> {
        sleep(ms(1)).await;
        fail(n)
    }
    // The delay does not begin: there is no retry.
    assert_eq!(observed(in_the_hook(&mut 0)).story(), [(GiveUp, 1, Some("deadline"))]);

    let observed = observed(async {
        let mut n = 0;
        let call = late(&mut n);
        tokio::pin!(call);
        // Its delay has begun; then the executor is late.
        tokio::select! {
            biased;
            _ = &mut call => unreachable!("the delay is longer"),
            () = sleep(ms(50)) => {}
        }
        block(ms(500));
        call.await
    });
    assert!(matches!(observed.output, Err(Error::TimedOut(_))));
    assert_eq!(
        observed.story(),
        [(Retry, 1, Some("error")), (GiveUp, 1, Some("deadline"))]
    );
}

#[test]
fn a_call_that_is_dropped_tells_no_end() {
    let observed = observed(async {
        let mut n = 0;
        let call = own(&mut n, &[T; 3]);
        tokio::pin!(call);
        tokio::select! {
            biased;
            _ = &mut call => unreachable!("the delay is longer"),
            () = sleep(ms(2)) => {}
        }
    });
    assert_eq!(observed.story(), [(Retry, 1, Some("error"))]);
}

#[test]
fn a_fallback_and_a_hook_change_nothing() {
    #[retry(max = 2, delay_ms = 10, on_retry = |event| attempts.push(event.attempt), fallback = |_| Ok(7))]
    async fn call(n: &mut u32, attempts: &mut Vec<u32>) -> Result<u32, Error> {
        fail(n)
    }
    #[retry(max = 2, delay_ms = 10, fallback = |_| Ok(7))]
    async fn short(n: &mut u32) -> Result<u32, Error> {
        fail(n)
    }
    let mut attempts = Vec::new();
    let story = [(Retry, 1, Some("error")), (GiveUp, 2, Some("max"))];
    let long = observed(call(&mut 0, &mut attempts));
    assert_eq!((long.story(), long.output), (story.to_vec(), Ok(7)));
    assert_eq!(attempts, [1]);
    let short_form = observed(short(&mut 0));
    assert_eq!((short_form.story(), short_form.output), (story.to_vec(), Ok(7)));
}
