//! When attempts begin and end.

use retry_runtime::{RetryConfig, RetryError, Scope, retry};
use tokio::time::{Instant, sleep, sleep_until};

use std::future::pending;
use std::time::Duration;

use crate::support::{Error, fail, ms, timed};

#[tokio::test(start_paused = true)]
async fn delays_double_from_the_first_to_the_cap() {
    #[retry(max = 6, delay_ms = 1000, max_delay_ms = 5000, jitter = none)]
    async fn call(start: Instant, begun: &mut Vec<Duration>, n: &mut u32) -> Result<(), Error> {
        begun.push(start.elapsed());
        fail(n)
    }
    let mut begun = Vec::new();
    assert_eq!(call(Instant::now(), &mut begun, &mut 0).await, Err(Error::Transient(6)));
    assert_eq!(begun, [0, 1000, 3000, 7000, 12_000, 17_000].map(ms));
}

#[tokio::test(start_paused = true)]
async fn the_cap_holds_for_the_first_delay_too() {
    #[retry(max = 2, config = RetryConfig::new().delay(ms(10_000)).max_delay(ms(2000)), jitter = none)]
    async fn call(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    assert_eq!(timed(call(&mut 0)).await.0, ms(2000));
}

#[tokio::test(start_paused = true)]
async fn a_retry_after_is_the_least_delay() {
    #[retry(max = 2, delay_ms = 100, jitter = none)]
    async fn call(wait: Duration) -> Result<(), Error> {
        Err(Error::Busy(wait))
    }
    assert_eq!(timed(call(ms(700))).await.0, ms(700));
    assert_eq!(timed(call(ms(7))).await.0, ms(100));
    assert_eq!(timed(call(ms(30_000))).await.0, ms(30_000));
}

#[tokio::test(start_paused = true)]
async fn a_retry_after_beyond_centuries_is_longer_than_they_are() {
    const CENTURIES: Duration = Duration::from_secs(300 * 365 * 24 * 3600);
    #[retry(max = 2, max_delay = CENTURIES)]
    async fn call() -> Result<(), Error> {
        Err(Error::Busy(Duration::MAX))
    }
    assert_eq!(timed(call()).await, (Duration::ZERO, Err(Error::Busy(Duration::MAX))));
}

#[tokio::test(start_paused = true)]
async fn a_result_that_is_ready_at_the_deadline_wins() {
    #[retry(delay_ms = 100, timeout_ms = 500)]
    async fn operation(deadline: Instant) -> Result<u8, Error> {
        sleep_until(deadline).await;
        Ok(7)
    }
    #[retry(attempt_timeout_ms = 500, max = 1)]
    async fn attempt(deadline: Instant) -> Result<u8, Error> {
        sleep_until(deadline).await;
        Ok(7)
    }
    assert_eq!(operation(Instant::now() + ms(500)).await, Ok(7));
    assert_eq!(attempt(Instant::now() + ms(500)).await, Ok(7));
}

#[tokio::test(start_paused = true)]
async fn the_overall_limit_counts_attempts_and_delays() {
    #[retry(max = 10, delay_ms = 1000, multiplier = 1.0, jitter = none, timeout = ms(5500))]
    async fn call(n: &mut u32) -> Result<(), RetryError<Error>> {
        sleep(ms(800)).await;
        fail(n)
    }
    // 0.8, 2.6, 4.4, and the fourth attempt, from 5.4 on, is cut.
    let (elapsed, result) = timed(call(&mut 0)).await;
    assert_eq!(elapsed, ms(5500));
    let Err(RetryError::OperationCancelled {
        attempts,
        timed_out,
        last,
        elapsed,
        ..
    }) = result
    else {
        panic!("{result:?}")
    };
    assert_eq!((attempts, last), (4, Some(Error::Transient(3))));
    assert_eq!(
        (timed_out.limit(), timed_out.scope(), timed_out.attempts()),
        (ms(5500), Scope::Operation, 4)
    );
    assert_eq!(elapsed, ms(5500));
}

#[tokio::test(start_paused = true)]
async fn the_overall_limit_starts_after_the_first_poll() {
    let call = timed_out_call();
    sleep(ms(10_000)).await;
    assert_eq!(timed(call).await.0, ms(500));
}

#[retry(delay_ms = 100, timeout_ms = 500)]
async fn timed_out_call() -> Result<(), Error> {
    pending().await
}

#[tokio::test(start_paused = true)]
async fn a_cut_attempt_is_retried() {
    #[retry(max = 3, delay_ms = 100, jitter = none, attempt_timeout_ms = 300)]
    async fn call(n: &mut u32) -> Result<u32, Error> {
        *n += 1;
        if *n < 3 { pending().await } else { Ok(*n) }
    }
    let (elapsed, result) = timed(call(&mut 0)).await;
    assert_eq!(result, Ok(3));
    // 300 + 100 + 300 + 200
    assert_eq!(elapsed, ms(900));
}

#[tokio::test(start_paused = true)]
async fn a_delay_that_ends_at_the_deadline_is_not_begun() {
    #[retry(max = 3, delay_ms = 1000, jitter = none, timeout = ms(1000))]
    async fn at(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    #[retry(max = 2, delay_ms = 1000, jitter = none, timeout_ms = 1001)]
    async fn before(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    let (elapsed, result) = timed(at(&mut 0)).await;
    assert_eq!((elapsed, result), (ms(0), Err(Error::Transient(1))));
    let (elapsed, result) = timed(before(&mut 0)).await;
    assert_eq!((elapsed, result), (ms(1000), Err(Error::Transient(2))));
}

#[tokio::test(start_paused = true)]
async fn a_zero_delay_does_not_wait() {
    #[retry(max = 100, delay_ms = 0)]
    async fn call(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    let (elapsed, result) = timed(call(&mut 0)).await;
    assert_eq!((elapsed, result), (ms(0), Err(Error::Transient(100))));
}

#[tokio::test(start_paused = true)]
async fn huge_values_saturate() {
    #[retry(max = 4, delay = Duration::MAX, multiplier = 1e300, max_delay_ms = 50, timeout = Duration::MAX, attempt_timeout = Duration::MAX)]
    async fn capped(n: &mut u32) -> Result<(), Error> {
        sleep(ms(1)).await;
        fail(n)
    }
    #[retry(max = 2, delay = Duration::MAX, max_delay = Duration::MAX)]
    async fn forever(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    let (elapsed, result) = timed(capped(&mut 0)).await;
    assert_eq!(result, Err(Error::Transient(4)));
    assert!(elapsed <= ms(154), "{elapsed:?}");
    let mut n = 0;
    assert!(
        tokio::time::timeout(Duration::from_secs(86400), forever(&mut n))
            .await
            .is_err()
    );
    assert_eq!(n, 1);
}

#[tokio::test(start_paused = true)]
async fn calls_started_together_draw_different_delays() {
    #[retry(max = 2, delay_secs = 10)]
    async fn call() -> Result<(), Error> {
        Err(Error::Transient(0))
    }
    let start = Instant::now();
    let calls: Vec<_> = (0..20)
        .map(|_| {
            tokio::spawn(async move {
                let _ = call().await;
                start.elapsed()
            })
        })
        .collect();
    let mut delays = Vec::new();
    for call in calls {
        delays.push(call.await.unwrap());
    }
    assert!(
        delays.iter().all(|delay| (ms(5000)..=ms(15_001)).contains(delay)),
        "{delays:?}"
    );
    delays.sort();
    delays.dedup();
    assert!(delays.len() > 10, "{delays:?}");
}
