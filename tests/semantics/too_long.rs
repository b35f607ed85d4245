//! A hint that is longer than `max_delay` ends the call, and is no time-out.

use std::time::Duration;

use retry_runtime::{Decision, RetryConfig, RetryError, retry, testing};
use tokio::time::sleep;

use crate::support::{Error, ms, timed};

const MINUTE: Duration = Duration::from_secs(60);
const CAP: Duration = Duration::from_secs(30);

/// What a call gets that has failed once with a hint of a minute.
fn refused() -> RetryError<Error> {
    testing::retry_after_too_long(1, Duration::ZERO, MINUTE, CAP, Error::Busy(MINUTE))
}

#[tokio::test(start_paused = true)]
async fn a_hint_that_is_too_long_is_no_time_out() {
    #[retry]
    async fn call() -> Result<(), RetryError<Error>> {
        Err(Error::Busy(MINUTE))
    }
    #[retry(on_retry = |_| unreachable!())]
    async fn hooked() -> Result<(), RetryError<Error>> {
        Err(Error::Busy(MINUTE))
    }
    let (elapsed, result) = timed(call()).await;
    let error = result.unwrap_err();
    assert_eq!((elapsed, &error), (Duration::ZERO, &refused()));
    assert!(!error.is_timeout());
    assert_eq!(error.last(), Some(&Error::Busy(MINUTE)));
    assert_eq!(
        error.to_string(),
        "gave up after 1 attempt in 0ns: asked to wait 60s, longer than `max_delay`, 30s"
    );
    assert_eq!(hooked().await, Err(refused()));
}

#[tokio::test(start_paused = true)]
async fn it_says_when_it_came_and_after_how_many_attempts() {
    #[retry(max = 9, delay_ms = 100, max_delay_ms = 200, jitter = none)]
    async fn call(n: &mut u32) -> Result<(), RetryError<Error>> {
        *n += 1;
        sleep(ms(10)).await;
        Err(if *n < 3 {
            Error::Transient(*n)
        } else {
            Error::Busy(ms(201))
        })
    }
    let error = call(&mut 0).await.unwrap_err();
    let expected = testing::retry_after_too_long(3, ms(330), ms(201), ms(200), Error::Busy(ms(201)));
    assert_eq!(error, expected);
}

#[tokio::test(start_paused = true)]
async fn a_function_with_an_error_of_its_own_gets_the_last_one() {
    #[retry(timeout_secs = 500)]
    async fn call() -> Result<(), Error> {
        Err(Error::Busy(MINUTE))
    }
    assert_eq!(timed(call()).await, (Duration::ZERO, Err(Error::Busy(MINUTE))));
}

#[tokio::test(start_paused = true)]
async fn it_ends_a_call_with_delays_of_the_users_too() {
    #[retry(max = 9, backoff = [ms(1); 9])]
    async fn call() -> Result<(), RetryError<Error>> {
        Err(Error::Busy(MINUTE))
    }
    assert_eq!(call().await, Err(refused()));
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_classify_asks_for_may_be_too_long_too() {
    #[retry(classify = |_| decision)]
    async fn call(decision: Decision) -> Result<(), RetryError<Error>> {
        Err(Error::Busy(MINUTE))
    }
    #[retry(classify = |_| decision)]
    async fn own_error(decision: Decision) -> Result<(), Error> {
        Err(Error::Permanent)
    }
    #[retry(classify = |_| decision)]
    async fn value(decision: Decision) -> Result<u32, RetryError<Error>> {
        Ok(7)
    }
    for decision in [Decision::RetryAfter(MINUTE), Decision::RetryIn(MINUTE)] {
        assert_eq!(call(decision).await, Err(refused()));
        assert_eq!(own_error(decision).await, Err(Error::Permanent));
        // A rejected value reaches the caller whatever ends the call.
        assert_eq!(value(decision).await, Ok(7));
    }
}

#[tokio::test(start_paused = true)]
async fn the_end_of_the_attempts_and_a_permanent_error_come_before_it_and_the_deadline_after_it() {
    #[retry(config = policy)]
    async fn call(policy: RetryConfig, error: Error) -> Result<(), RetryError<Error>> {
        Err(error)
    }
    #[retry(max = 9, backoff = [] as [Duration; 0])]
    async fn scheduled() -> Result<(), RetryError<Error>> {
        Err(Error::Busy(MINUTE))
    }
    let once = call(RetryConfig::new().max(1), Error::Busy(MINUTE)).await;
    assert!(
        matches!(once, Err(RetryError::MaxRetriesExceeded { attempts: 1, .. })),
        "{once:?}"
    );
    let permanent = call(RetryConfig::new(), Error::Permanent).await;
    assert_eq!(permanent, Err(testing::permanent(1, Error::Permanent)));
    assert_eq!(
        call(RetryConfig::new().timeout(ms(1)), Error::Busy(MINUTE)).await,
        Err(refused())
    );
    // The end of the user's delays is that of the attempts.
    let ended = scheduled().await;
    assert!(
        matches!(ended, Err(RetryError::MaxRetriesExceeded { attempts: 1, .. })),
        "{ended:?}"
    );
}
