//! Delays as they are drawn: at the cap, beyond 2³¹ attempts, and for centuries.

use std::time::Duration;

use retry_runtime::{Jitter, RetryConfig, retry};

use crate::support::{Error, fail, ms, timed};

const CAP: Duration = Duration::from_secs(30);

#[test]
fn no_heap_of_default_delays_stands_at_the_cap() {
    const DRAWS: usize = 20_000;
    let policy = RetryConfig::new().max(9);
    let eighth = || policy.jittered_delays().nth(7);
    let delays: Vec<_> = (0..DRAWS).filter_map(|_| eighth()).collect();
    assert_eq!(delays.len(), DRAWS);
    assert!(delays.iter().all(|delay| (CAP / 2..=CAP).contains(delay)));
    // A millisecond of 15 seconds: one or two draws of 20 000, not half of them.
    let near = delays.iter().filter(|delay| **delay + ms(1) > CAP).count();
    assert!(near <= 12, "{near} of {DRAWS}");
    // They fill what is left of the range.
    let upper = delays.iter().filter(|delay| **delay > CAP * 3 / 4).count();
    assert!(
        (DRAWS * 45 / 100..DRAWS * 55 / 100).contains(&upper),
        "{upper} of {DRAWS}"
    );
}

#[tokio::test(start_paused = true)]
async fn callers_do_not_return_in_step_at_the_cap() {
    #[retry(config = policy)]
    async fn call(policy: RetryConfig) -> Result<(), Error> {
        Err(Error::Transient(0))
    }
    for jitter in [Jitter::default(), Jitter::Full, Jitter::Equal, Jitter::Decorrelated] {
        let policy = RetryConfig::new()
            .max(2)
            .delay(CAP * 2 / 3)
            .max_delay(CAP)
            .jitter(jitter);
        let mut at_the_cap = 0;
        for _ in 0..400 {
            let (elapsed, _) = timed(call(policy)).await;
            assert!(elapsed <= CAP, "{jitter}: {elapsed:?}");
            at_the_cap += u32::from(elapsed + ms(5) >= CAP);
        }
        assert!(at_the_cap < 10, "{jitter}: {at_the_cap} of 400");
    }
}

#[test]
fn delays_grow_beyond_two_thousand_million_attempts() {
    let policy = RetryConfig::new()
        .max(u32::MAX)
        .multiplier(1.000_000_001)
        .max_delay(Duration::MAX);
    for index in [(1 << 31) + 5, 3_000_000_000, 4_294_967_293_usize] {
        let delay = policy.delays().nth(index).unwrap().as_secs_f64();
        #[allow(clippy::cast_precision_loss)] // none below 2⁵³
        let exact = ((1.000_000_001_f64 - 1.0).ln_1p() * index as f64).exp();
        assert!((delay / exact - 1.0).abs() < 1e-9, "{index}: {delay} {exact}");
    }
    assert_eq!(policy.delays().nth(4_294_967_294), None);
    // A huge growth saturates, at every distance.
    let policy = policy.multiplier(2.0).max_delay(CAP);
    assert_eq!(policy.delays().nth((1 << 31) + 5), Some(CAP));
}

const YEAR: Duration = Duration::from_secs(365 * 86_400 + 86_400 / 4);
/// What tokio's timer makes of a delay that is longer: some 30 years.
const LIFETIME: Duration = Duration::from_secs(30 * 365 * 86_400);

#[tokio::test(start_paused = true)]
async fn a_hint_of_centuries_is_waited_for_where_max_delay_allows_it() {
    #[retry(max = 2, max_delay = Duration::MAX, jitter = none)]
    async fn call(wait: Duration, n: &mut u32) -> Result<(), Error> {
        *n += 1;
        Err(Error::Busy(wait))
    }
    #[retry(config = RetryConfig::new().max(2).max_delay(Duration::MAX), backoff = [ms(1)])]
    async fn scheduled(wait: Duration, n: &mut u32) -> Result<(), Error> {
        *n += 1;
        Err(Error::Busy(wait))
    }
    for years in [100, 292, 400] {
        let mut n = 0;
        let (elapsed, _) = timed(call(YEAR * years, &mut n)).await;
        assert!(elapsed >= LIFETIME, "{elapsed:?}");
        let (elapsed, _) = timed(scheduled(YEAR * years, &mut n)).await;
        assert!(elapsed >= LIFETIME, "{elapsed:?}");
        assert_eq!(n, 4);
    }
}

#[tokio::test(start_paused = true)]
async fn a_hint_of_centuries_that_is_longer_than_max_delay_ends_the_call() {
    #[retry(max = 2, max_delay = cap(), jitter = none)]
    async fn call(wait: Duration, n: &mut u32) -> Result<(), Error> {
        *n += 1;
        Err(Error::Busy(wait))
    }
    const fn cap() -> Duration {
        Duration::from_secs(400 * YEAR.as_secs())
    }
    let mut n = 0;
    let (elapsed, _) = timed(call(cap() + Duration::from_nanos(1), &mut n)).await;
    assert_eq!((elapsed, n), (Duration::ZERO, 1));
    timed(call(cap(), &mut n)).await.1.unwrap_err();
    assert_eq!(n, 3);
}

#[tokio::test(start_paused = true)]
async fn a_hint_of_a_century_fits_a_limit_that_is_as_good_as_none() {
    #[retry(max = 2, max_delay = Duration::MAX, timeout = Duration::MAX)]
    async fn call(n: &mut u32) -> Result<(), Error> {
        *n += 1;
        Err(Error::Busy(YEAR * 100))
    }
    let mut n = 0;
    let (elapsed, result) = timed(call(&mut n)).await;
    assert_eq!((n, result), (2, Err(Error::Busy(YEAR * 100))));
    assert!(elapsed >= LIFETIME, "{elapsed:?}");
}

#[tokio::test(start_paused = true)]
async fn limits_beyond_every_clock_end_nothing() {
    #[retry(max = 3, delay_ms = 10, jitter = none, timeout = Duration::MAX, attempt_timeout = Duration::from_secs(u64::MAX / 2))]
    async fn longest(n: &mut u32) -> Result<(), Error> {
        tokio::time::sleep(ms(5)).await;
        fail(n)
    }
    #[retry(max = 3, delay_ms = 10, jitter = none, timeout_ms = 18_446_744_073_709_551_615, attempt_timeout_ms = 18_446_744_073_709_551_614)]
    async fn millis(n: &mut u32) -> Result<(), Error> {
        tokio::time::sleep(ms(5)).await;
        fail(n)
    }
    #[retry(max = 3, delay_ms = 10, jitter = none, timeout = Duration::MAX)]
    async fn at_once(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    assert_eq!(timed(longest(&mut 0)).await, (ms(45), Err(Error::Transient(3))));
    assert_eq!(timed(millis(&mut 0)).await, (ms(45), Err(Error::Transient(3))));
    assert_eq!(timed(at_once(&mut 0)).await, (ms(30), Err(Error::Transient(3))));
}

#[tokio::test(start_paused = true)]
async fn a_limit_within_the_last_millisecond_of_the_clock_is_a_limit_like_any_other() {
    #[retry(config = policy)]
    async fn call(policy: RetryConfig, n: &mut u32) -> Result<(), Error> {
        tokio::time::sleep(ms(5)).await;
        fail(n)
    }
    // The longest time that an `Instant` can hold from now on.
    let now = tokio::time::Instant::now();
    let (mut fits, mut fits_not) = (Duration::ZERO, Duration::MAX);
    while fits_not.abs_diff(fits) > Duration::from_nanos(1) {
        let middle = fits + fits_not.abs_diff(fits) / 2;
        match now.checked_add(middle) {
            Some(_) => fits = middle,
            None => fits_not = middle,
        }
    }
    let policy = RetryConfig::new().max(2).delay(ms(10)).jitter(Jitter::None);
    for before in [0, 1, 400_000, 999_999, 1_000_000] {
        let limit = fits.saturating_sub(Duration::from_nanos(before));
        for policy in [policy.timeout(limit), policy.attempt_timeout(limit)] {
            let (elapsed, result) = timed(call(policy, &mut 0)).await;
            assert_eq!((elapsed, result), (ms(20), Err(Error::Transient(2))));
        }
    }
}
