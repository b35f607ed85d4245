//! As many attempts as it takes: `RetryConfig::UNLIMITED`.

use std::time::Duration;

use retry_runtime::testing::Retries;
use retry_runtime::{Jitter, RetryConfig, RetryOverrides, retry, retry_with_backoff, with};

use crate::support::{Error, fail, ms, timed};

const UNLIMITED: RetryConfig = RetryConfig::new()
    .max(RetryConfig::UNLIMITED)
    .delay(ms(1))
    .multiplier(1.0)
    .jitter(Jitter::None);

#[test]
fn it_is_shown_in_words() {
    assert_eq!(UNLIMITED.get_max(), RetryConfig::UNLIMITED);
    assert_eq!(
        UNLIMITED.to_string(),
        "max unlimited, delay 1ms ×1 up to 30s, jitter none"
    );
    let overrides = RetryOverrides::new().max(RetryConfig::UNLIMITED);
    assert_eq!(overrides.to_string(), "max unlimited");
}

#[tokio::test(start_paused = true)]
async fn a_call_goes_on_until_it_succeeds() {
    #[retry(
        max = RetryConfig::UNLIMITED, delay_ms = 1, multiplier = 1.0, jitter = none, context = attempt,
        on_retry = |event| assert!(event.max == RetryConfig::UNLIMITED && !event.next_is_last()),
    )]
    async fn call(n: &mut u32) -> Result<u32, Error> {
        assert!(!attempt.is_last());
        if *n < 100_000 { fail(n) } else { Ok(attempt.number()) }
    }
    assert_eq!(timed(call(&mut 0)).await, (ms(100_000), Ok(100_001)));
}

#[tokio::test(start_paused = true)]
async fn its_limit_on_time_ends_it() {
    let mut n = 0;
    let call = retry_with_backoff(UNLIMITED.timeout(Duration::from_secs(5)), || {
        std::future::ready(fail::<()>(&mut n))
    });
    let (elapsed, result) = timed(call).await;
    let error = result.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!((elapsed, error.attempts()), (ms(4999), 5000));
}

#[tokio::test(start_paused = true)]
async fn a_switch_and_with_limit_it_and_with_takes_the_most_away() {
    #[retry(max = 2, delay_ms = 1, multiplier = 1.0, jitter = none)]
    async fn twice(n: &mut u32) -> Result<u32, Error> {
        if *n < 500 { fail(n) } else { Ok(*n) }
    }
    let unlimited = RetryOverrides::new().max(RetryConfig::UNLIMITED);
    assert_eq!(with(unlimited, twice(&mut 0)).await, Ok(500));
    let mut n = 0;
    let three = Retries::AtMost(3).within(with(unlimited, twice(&mut n)));
    assert_eq!(timed(three).await, (ms(0), Err(Error::Transient(3))));
    n = 0;
    let once = Retries::Off.within(with(unlimited, twice(&mut n)));
    assert_eq!(once.await, Err(Error::Transient(1)));
}

#[tokio::test(start_paused = true)]
async fn the_loop_takes_its_policy_by_value_and_by_reference() {
    let policy = UNLIMITED.max(3);
    let mut n = 0;
    let by_value = retry_with_backoff(policy, || std::future::ready(fail::<()>(&mut n))).await;
    let by_reference = retry_with_backoff(&policy, || std::future::ready(fail::<()>(&mut n))).await;
    assert_eq!(
        (by_value.unwrap_err().attempts(), by_reference.unwrap_err().attempts()),
        (3, 3)
    );
    assert_eq!(n, 6);
    // By value it lives as long as its call, which may be spawned.
    let spawned = tokio::spawn(retry_with_backoff(policy, || async {
        Err::<(), _>(Error::Transient(0))
    }));
    assert_eq!(spawned.await.unwrap().unwrap_err().attempts(), 3);
}
