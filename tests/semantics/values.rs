//! `RetryOverrides` through `with`: single values of a call's policy.

use std::future::pending;
use std::pin::pin;
use std::time::Duration;

use retry_runtime::{Jitter, RetryConfig, RetryError, RetryOverrides, Scope, retry, retry_with_backoff, with};
use tokio::time::sleep;

use crate::support::{Error, fail, ms, timed};

const NOTHING: RetryOverrides = RetryOverrides::new();

#[retry(max = 3, delay_ms = 100, multiplier = 3.0, jitter = none, max_delay_ms = 200, timeout_ms = 1000, attempt_timeout_ms = 10)]
async fn call() -> Result<(), RetryError<Error>> {
    pending().await
}

/// The attempts and the time of that call under these values, and which limit ended it.
async fn under(overrides: RetryOverrides) -> (u32, Duration, Scope) {
    let (elapsed, result) = timed(with(overrides, call())).await;
    let Err(RetryError::OperationCancelled {
        attempts, timed_out, ..
    }) = result
    else {
        panic!("{result:?}")
    };
    (attempts, elapsed, timed_out.scope())
}

#[tokio::test(start_paused = true)]
async fn each_value_replaces_its_own_and_no_other() {
    let attempt = Scope::Attempt;
    assert_eq!(under(NOTHING).await, (3, ms(10 + 100 + 10 + 200 + 10), attempt));
    assert_eq!(under(NOTHING.max(2)).await, (2, ms(10 + 100 + 10), attempt));
    assert_eq!(
        under(NOTHING.delay(ms(5))).await,
        (3, ms(10 + 5 + 10 + 15 + 10), attempt)
    );
    assert_eq!(
        under(NOTHING.multiplier(1.5)).await,
        (3, ms(10 + 100 + 10 + 150 + 10), attempt)
    );
    assert_eq!(
        under(NOTHING.max_delay(ms(50))).await,
        (3, ms(10 + 50 + 10 + 50 + 10), attempt)
    );
    assert_eq!(
        under(NOTHING.attempt_timeout(ms(20))).await,
        (3, ms(20 + 100 + 20 + 200 + 20), attempt)
    );
    assert_eq!(under(NOTHING.timeout(ms(115))).await, (2, ms(115), Scope::Operation));
    assert_eq!(
        under(NOTHING.no_attempt_timeout()).await,
        (1, ms(1000), Scope::Operation)
    );
    // 10 + 100, and from then on 10 + 200 each.
    assert_eq!(
        under(NOTHING.max(9)).await,
        (6, ms(10 + 100 + 4 * 210 + 10), Scope::Operation)
    );
    assert_eq!(
        under(NOTHING.max(9).no_timeout()).await,
        (9, ms(10 + 100 + 7 * 210 + 10), attempt)
    );
}

#[tokio::test(start_paused = true)]
async fn it_wins_over_the_key_config_and_keys_beside_it() {
    #[retry(config = RetryConfig::new().max(9).delay(ms(50)), multiplier = 1.0, jitter = none)]
    async fn configured(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    #[retry(max = 9, backoff = [ms(7); 8], on_retry = |_| *hooks += 1)]
    async fn scheduled(hooks: &mut u32, n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    let two = NOTHING.max(3).multiplier(2.0);
    assert_eq!(
        timed(with(two, configured(&mut 0))).await,
        (ms(150), Err(Error::Transient(3)))
    );
    // What is no value of a policy stays.
    let mut hooks = 0;
    let mut n = 0;
    let call = with(two.delay(ms(900)), scheduled(&mut hooks, &mut n));
    assert_eq!(timed(call).await, (ms(14), Err(Error::Transient(3))));
    assert_eq!(hooks, 2);
    n = 0;
    let call = retry_with_backoff(RetryConfig::new().max(9).jitter(Jitter::None), || {
        std::future::ready(fail::<()>(&mut n))
    });
    let (elapsed, result) = timed(with(NOTHING.max(3), call)).await;
    assert_eq!((elapsed, result.unwrap_err().attempts()), (ms(3000), 3));
}

#[tokio::test(start_paused = true)]
async fn nested_values_are_put_together_and_the_inner_ones_win() {
    let outer = NOTHING.max(2).delay(ms(7));
    let inner = NOTHING.max(4).multiplier(1.0);
    let (elapsed, result) = timed(with(outer, with(inner, call()))).await;
    assert_eq!((elapsed, result.unwrap_err().attempts()), (ms(4 * 10 + 3 * 7), 4));
    // A limit that the outer one takes away is away, unless the inner one gives another.
    let (elapsed, result) = timed(with(
        NOTHING.no_timeout().no_attempt_timeout(),
        with(NOTHING.timeout(ms(70)), call()),
    ))
    .await;
    assert_eq!((elapsed, result.unwrap_err().attempts()), (ms(70), 1));
    let (elapsed, _) = timed(with(NOTHING.timeout(ms(70)), with(NOTHING.no_timeout().max(2), call()))).await;
    assert_eq!(elapsed, ms(120));
}

#[tokio::test(start_paused = true)]
async fn both_are_for_the_one_call_and_not_for_the_next() {
    let calls = async {
        let first = timed(with(NOTHING.delay(ms(7)), call())).await.0;
        (first, timed(call()).await.0)
    };
    let elapsed = with(NOTHING.max(2), calls).await;
    assert_eq!(elapsed, (ms(10 + 7 + 10), ms(10 + 100 + 10 + 200 + 10)));
}

#[tokio::test(start_paused = true)]
async fn the_values_of_an_outer_call_are_not_for_the_calls_of_its_body() {
    #[retry(max = 2, delay_ms = 1, jitter = none)]
    async fn outer(times: &mut Vec<Duration>) -> Result<(), Error> {
        times.push(timed(with(NOTHING.max(2), call())).await.0);
        times.push(timed(call()).await.0);
        Err(Error::Transient(0))
    }
    let mut times = Vec::new();
    assert!(with(NOTHING.max(1).delay(ms(9)), outer(&mut times)).await.is_err());
    assert_eq!(times, [ms(10 + 100 + 10), ms(10 + 100 + 10 + 200 + 10)]);
}

#[retry(max = 3, delay_ms = 100, jitter = none)]
async fn slow(n: &mut u32) -> Result<(), Error> {
    sleep(ms(10)).await;
    fail(n)
}

#[tokio::test(start_paused = true)]
async fn made_once_outside_of_a_loop_it_holds_through_every_turn() {
    let mut n = 0;
    let mut called = pin!(with(NOTHING.max(2), slow(&mut n)));
    let mut turns = 0;
    let result = loop {
        tokio::select! {
            biased;
            result = &mut called => break result,
            () = sleep(ms(3)) => turns += 1,
        }
    };
    assert_eq!(result, Err(Error::Transient(2)));
    assert!(turns > 20, "{turns}");
}

#[tokio::test(start_paused = true)]
async fn made_anew_around_a_call_that_has_begun_it_does_not_hold_for_it() {
    let mut n = 0;
    let mut call = pin!(slow(&mut n));
    tokio::select! {
        biased;
        _ = &mut call => unreachable!(),
        () = sleep(ms(3)) => {}
    }
    assert_eq!(with(NOTHING.max(1), call).await, Err(Error::Transient(3)));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_moved_out_goes_on_with_its_own_values() {
    #[retry(max = 3, delay_ms = 100, jitter = none, timeout_ms = 1000)]
    async fn limited(n: &mut u32) -> Result<(), RetryError<Error>> {
        sleep(ms(10)).await;
        fail(n)
    }
    /// Begins the call within `with` and ends it outside.
    async fn moved<T>(overrides: RetryOverrides, call: impl Future<Output = T>) -> (Duration, T) {
        let mut call = pin!(call);
        timed(async {
            tokio::select! {
                biased;
                _ = with(overrides, &mut call) => unreachable!(),
                () = sleep(ms(3)) => {}
            }
            call.await
        })
        .await
    }
    assert_eq!(
        moved(NOTHING.max(1), slow(&mut 0)).await,
        (ms(10 + 100 + 10 + 200 + 10), Err(Error::Transient(3)))
    );
    for overrides in [
        NOTHING.max(1),
        NOTHING.max(1).no_timeout(),
        NOTHING.max(1).timeout(ms(11)),
    ] {
        let (elapsed, result) = moved(overrides, limited(&mut 0)).await;
        let error = result.unwrap_err();
        assert!(!error.is_timeout(), "{overrides}: {error:?}");
        assert_eq!((elapsed, error.attempts()), (ms(330), 3), "{overrides}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_body_and_the_hook_see_the_values_that_hold() {
    #[retry(max = 3, delay_ms = 100, jitter = none, timeout_ms = 1000, context = attempt, on_retry = |event| {
        seen.push((event.max, event.delay, event.elapsed));
    })]
    async fn seeing(
        left: &mut Vec<Option<Duration>>,
        seen: &mut Vec<(u32, Duration, Duration)>,
        n: &mut u32,
    ) -> Result<(), Error> {
        left.push(attempt.remaining());
        sleep(ms(10)).await;
        left.push(attempt.remaining());
        fail(n)
    }
    let (mut left, mut seen, mut n) = (Vec::new(), Vec::new(), 0);
    let overrides = NOTHING.max(2).delay(ms(30)).timeout(ms(500));
    let called = with(overrides, seeing(&mut left, &mut seen, &mut n));
    assert_eq!(called.await, Err(Error::Transient(2)));
    assert_eq!(left, [500, 490, 460, 450].map(|left| Some(ms(left))));
    assert_eq!(seen, [(2, ms(30), ms(10))]);

    left.clear();
    let called = with(overrides.no_timeout(), seeing(&mut left, &mut seen, &mut n));
    assert!(called.await.is_err());
    assert_eq!(left, [None; 4]);
    assert_eq!(seen[1], (2, ms(30), ms(10)));
}
