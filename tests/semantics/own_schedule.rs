//! `backoff`: the user's own delays.

use std::cell::Cell;
use std::time::Duration;

use backon::BackoffBuilder as _;
use retry_runtime::{RetryConfig, RetryError, retry};
use tokio_retry::strategy;

use crate::support::{Error, fail, ms, timed};

const DELAYS: [Duration; 3] = [ms(5), ms(7), ms(0)];

#[tokio::test(start_paused = true)]
async fn any_iterable_of_durations_is_a_schedule() {
    #[retry(max = 9, backoff = DELAYS)]
    async fn array(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    #[retry(max = 9, backoff = delays.iter().copied())]
    async fn argument(n: &mut u32, delays: &[Duration]) -> Result<(), Error> {
        fail(n)
    }
    #[retry(max = 9, backoff = (1..=4).map(Duration::from_millis))]
    async fn adapted(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    #[retry(max = 9, backoff = delays.clone())]
    async fn generic<I: IntoIterator<Item = Duration> + Clone>(n: &mut u32, delays: I) -> Result<(), Error> {
        fail(n)
    }
    assert_eq!(timed(array(&mut 0)).await, (ms(12), Err(Error::Transient(4))));
    assert_eq!(
        timed(argument(&mut 0, &DELAYS[..2])).await,
        (ms(12), Err(Error::Transient(3)))
    );
    assert_eq!(timed(adapted(&mut 0)).await, (ms(10), Err(Error::Transient(5))));
    assert_eq!(
        timed(generic(&mut 0, vec![ms(2)])).await,
        (ms(2), Err(Error::Transient(2)))
    );
}

#[tokio::test(start_paused = true)]
async fn its_end_ends_the_attempts_like_max() {
    #[retry(max = 9, backoff = std::iter::repeat_n(ms(1), 2))]
    async fn ends(n: &mut u32) -> Result<(), RetryError<Error>> {
        fail(n)
    }
    #[retry(backoff = std::iter::repeat(ms(1)))]
    async fn endless(n: &mut u32) -> Result<(), RetryError<Error>> {
        fail(n)
    }
    for error in [ends(&mut 0).await, endless(&mut 0).await] {
        let error = error.unwrap_err();
        assert!(
            matches!(error, RetryError::MaxRetriesExceeded { attempts: 3, .. }),
            "{error:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn it_is_made_at_the_first_failure_and_once() {
    #[retry(max = 4, backoff = { made.set(made.get() + 1); DELAYS })]
    async fn call(made: &Cell<u32>, n: &mut u32, failures: u32) -> Result<u32, Error> {
        assert_eq!(made.get(), u32::from(*n > 0));
        if *n < failures { fail(n) } else { Ok(made.get()) }
    }
    assert_eq!(call(&Cell::new(0), &mut 0, 0).await, Ok(0));
    assert_eq!(call(&Cell::new(0), &mut 0, 1).await, Ok(1));
    assert_eq!(call(&Cell::new(0), &mut 0, 3).await, Ok(1));
}

#[tokio::test(start_paused = true)]
async fn a_permanent_error_makes_no_schedule() {
    #[retry(backoff = { made.set(true); DELAYS })]
    async fn call(made: &Cell<bool>) -> Result<(), Error> {
        Err(Error::Permanent)
    }
    let made = Cell::new(false);
    assert_eq!(call(&made).await, Err(Error::Permanent));
    assert!(!made.get());
}

#[tokio::test(start_paused = true)]
async fn limits_and_what_the_server_asks_hold_too() {
    #[retry(max = 9, timeout_ms = 100, backoff = std::iter::repeat(ms(40)))]
    async fn limited(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    #[retry(max = 2, backoff = [ms(40)])]
    async fn asked(wait: Duration) -> Result<(), Error> {
        Err(Error::Busy(wait))
    }
    #[retry(max = 3, attempt_timeout_ms = 10, backoff = [ms(1), ms(2)])]
    async fn cut() -> Result<(), Error> {
        std::future::pending().await
    }
    assert_eq!(timed(limited(&mut 0)).await, (ms(80), Err(Error::Transient(3))));
    // A hint has the default spread above it.
    let (waited, _) = timed(asked(ms(70))).await;
    assert!((ms(70)..=ms(106)).contains(&waited), "{waited:?}");
    assert_eq!(timed(asked(ms(10))).await.0, ms(40));
    assert_eq!(timed(cut()).await.0, ms(33));
}

#[tokio::test(start_paused = true)]
async fn max_delay_beside_it_limits_what_a_server_asks_for() {
    #[retry(max = 3, max_delay_ms = 100, backoff = [ms(500); 2])]
    async fn asked(wait: Duration) -> Result<(), RetryError<Error>> {
        Err(Error::Busy(wait))
    }
    assert_eq!(timed(asked(ms(100))).await.0, ms(1000));
    let (elapsed, result) = timed(asked(ms(101))).await;
    assert_eq!((elapsed, result.unwrap_err().attempts()), (ms(0), 1));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_asks_for_more_than_max_delay_ends_the_call() {
    #[retry(max = 9, config = RetryConfig::new().max_delay(ms(100)), backoff = [ms(500); 9])]
    async fn asked(wait: Duration) -> Result<(), RetryError<Error>> {
        Err(Error::Busy(wait))
    }
    // The schedule's own delays may be longer.
    assert_eq!(timed(asked(ms(100))).await.0, ms(500 * 8));
    let (elapsed, result) = timed(asked(ms(101))).await;
    let error = result.unwrap_err();
    assert_eq!((elapsed, error.attempts()), (ms(0), 1));
    assert!(matches!(error, RetryError::RetryAfterTooLong { .. }), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn extreme_delays_saturate() {
    #[retry(max = 2, timeout_secs = 5, backoff = [Duration::MAX])]
    async fn limited(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    assert_eq!(timed(limited(&mut 0)).await, (ms(0), Err(Error::Transient(1))));
}

#[tokio::test(start_paused = true)]
async fn the_schedules_of_backon_are_taken_as_they_are() {
    #[retry(max = 9, backoff = backon::ExponentialBuilder::default().with_max_times(3).build())]
    async fn exponential(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    #[retry(max = 9, backoff = backon::ConstantBuilder::default().with_delay(ms(30)).with_max_times(2).build())]
    async fn constant(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    #[retry(max = 9, backoff = backon::FibonacciBuilder::default().with_min_delay(ms(10)).with_max_times(5).build())]
    async fn fibonacci(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    assert_eq!(timed(exponential(&mut 0)).await, (ms(7000), Err(Error::Transient(4))));
    assert_eq!(timed(constant(&mut 0)).await, (ms(60), Err(Error::Transient(3))));
    assert_eq!(timed(fibonacci(&mut 0)).await, (ms(120), Err(Error::Transient(6))));
}

#[tokio::test(start_paused = true)]
async fn the_schedules_of_tokio_retry_are_taken_as_they_are() {
    #[retry(max = 4, backoff = strategy::ExponentialBackoff::from_millis(10))]
    async fn exponential(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    #[retry(max = 9, backoff = strategy::FixedInterval::from_millis(30).map(strategy::jitter).take(2))]
    async fn jittered(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    assert_eq!(timed(exponential(&mut 0)).await.0, ms(10 + 100 + 1000));
    let (elapsed, result) = timed(jittered(&mut 0)).await;
    assert_eq!(result, Err(Error::Transient(3)));
    assert!(elapsed <= ms(62), "{elapsed:?}");
}

mod of_backoff {
    use backoff::backoff::{Backoff, Constant};
    use backoff::{ExponentialBackoff, ExponentialBackoffBuilder};

    use super::{Error, RetryError, fail, ms, retry, timed};

    fn exact() -> ExponentialBackoff {
        ExponentialBackoffBuilder::new()
            .with_initial_interval(ms(10))
            .with_randomization_factor(0.0)
            .with_multiplier(3.0)
            .with_max_interval(ms(50))
            .build()
    }

    #[tokio::test(start_paused = true)]
    async fn every_backoff_is_a_schedule() {
        #[retry(max = 5, backoff = exact())]
        async fn exponential(n: &mut u32) -> Result<(), Error> {
            fail(n)
        }
        #[retry(max = 3, backoff = Constant::new(ms(20)))]
        async fn constant(n: &mut u32) -> Result<(), Error> {
            fail(n)
        }
        #[retry(max = 9, backoff = backoff::backoff::Stop {})]
        async fn stop(n: &mut u32) -> Result<(), Error> {
            fail(n)
        }
        #[retry(max = 3, backoff = policy.clone())]
        async fn generic<B: Backoff + Clone>(n: &mut u32, policy: B) -> Result<(), Error> {
            fail(n)
        }
        #[retry(max = 3, backoff = Box::new(exact()) as Box<dyn Backoff>)]
        async fn boxed(n: &mut u32) -> Result<(), Error> {
            fail(n)
        }
        assert_eq!(timed(exponential(&mut 0)).await.0, ms(10 + 30 + 50 + 50));
        assert_eq!(timed(constant(&mut 0)).await.0, ms(40));
        assert_eq!(timed(stop(&mut 0)).await, (ms(0), Err(Error::Transient(1))));
        assert_eq!(timed(generic(&mut 0, exact())).await.0, ms(40));
        assert_eq!(timed(boxed(&mut 0)).await.0, ms(40));
    }

    #[tokio::test(start_paused = true)]
    async fn its_error_says_what_is_transient_and_how_long_to_wait() {
        type Error = backoff::Error<&'static str>;

        #[retry(max = 4, backoff = exact())]
        async fn call(n: &mut u32) -> Result<(), RetryError<Error>> {
            *n += 1;
            Err(match *n {
                1 => Error::transient("lost"),
                2 => Error::retry_after("busy", ms(200)),
                _ => Error::permanent("gone"),
            })
        }
        let (elapsed, result) = timed(call(&mut 0)).await;
        assert!((ms(210)..=ms(311)).contains(&elapsed), "{elapsed:?}");
        let error = result.unwrap_err();
        assert!(matches!(error, RetryError::Permanent { attempts: 3, .. }), "{error:?}");
    }
}
