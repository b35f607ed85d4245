//! Every row of the key table.

use std::cell::Cell;
use std::time::Duration;

use retry_runtime::{Jitter, RetryConfig, RetryError, retry};
use tokio::time::sleep;

use crate::support::{Error, fail, ms, timed};

#[tokio::test(start_paused = true)]
async fn the_defaults_are_three_attempts_and_two_growing_delays() {
    #[retry]
    async fn call(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    let (elapsed, result) = timed(call(&mut 0)).await;
    assert_eq!(result, Err(Error::Transient(3)));
    assert!((ms(1500)..=ms(4501)).contains(&elapsed), "{elapsed:?}");
}

#[tokio::test(start_paused = true)]
async fn max_counts_all_attempts() {
    const LIMIT: usize = 4;
    #[retry(max = 1)]
    async fn one(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    #[retry(max = LIMIT + 1)]
    async fn five(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    #[retry(max = N)]
    async fn generic<const N: u8>(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    assert_eq!(one(&mut 0).await, Err(Error::Transient(1)));
    assert_eq!(five(&mut 0).await, Err(Error::Transient(5)));
    assert_eq!(generic::<2>(&mut 0).await, Err(Error::Transient(2)));
    assert_eq!(generic::<7>(&mut 0).await, Err(Error::Transient(7)));
}

struct Client;

impl Client {
    const DELAY: Duration = ms(70);

    #[retry(max = 2, delay = Self::DELAY, jitter = none)]
    async fn associated(&self, n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
}

#[tokio::test(start_paused = true)]
async fn delay_takes_three_units() {
    const TICKS: i32 = 30;
    #[retry(max = 2, delay_ms = 250, jitter = none)]
    async fn millis(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    #[retry(max = 2, delay_secs = 2, jitter = none)]
    async fn secs(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    #[retry(max = 2, delay = ms(5).saturating_mul(3), jitter = none)]
    async fn duration(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    #[retry(max = 2, delay_ms = TICKS * 2, jitter = none)]
    async fn constant(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    assert_eq!(timed(millis(&mut 0)).await.0, ms(250));
    assert_eq!(timed(secs(&mut 0)).await.0, ms(2000));
    assert_eq!(timed(duration(&mut 0)).await.0, ms(15));
    assert_eq!(timed(constant(&mut 0)).await.0, ms(60));
    assert_eq!(timed(Client.associated(&mut 0)).await.0, ms(70));
}

#[tokio::test(start_paused = true)]
async fn multiplier_grows_the_delay() {
    const TRIPLE: f64 = 3.0;
    #[retry(max = 4, delay_ms = 100, multiplier = 1, jitter = none)]
    async fn constant(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    #[retry(max = 4, delay_ms = 100, multiplier = TRIPLE, jitter = none)]
    async fn triple(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    assert_eq!(timed(constant(&mut 0)).await.0, ms(300));
    assert_eq!(timed(triple(&mut 0)).await.0, ms(100 + 300 + 900));
}

#[tokio::test(start_paused = true)]
async fn max_delay_takes_three_units() {
    #[retry(max = 3, max_delay_ms = 1500, jitter = none)]
    async fn millis(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    #[retry(max = 4, max_delay_secs = 2, jitter = none)]
    async fn secs(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    #[retry(max = 3, max_delay = ms(1200), jitter = none)]
    async fn duration(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    assert_eq!(timed(millis(&mut 0)).await.0, ms(2500));
    assert_eq!(timed(secs(&mut 0)).await.0, ms(5000));
    assert_eq!(timed(duration(&mut 0)).await.0, ms(2200));
}

/// The first delays of some calls lie within the bounds, and do not all come out the same unless there is one value.
macro_rules! jitter {
    ($name:ident, $jitter:expr, $range:expr, differ: $differ:expr) => {
        #[tokio::test(start_paused = true)]
        async fn $name() {
            #[retry(max = 2, delay_secs = 10, jitter = $jitter)]
            async fn call(n: &mut u32) -> Result<(), Error> {
                fail(n)
            }
            let mut all = Vec::new();
            for _ in 0..200 {
                all.push(timed(call(&mut 0)).await.0);
            }
            // The timer rounds up to the next millisecond.
            assert!(
                all.iter().all(|delay| $range.contains(&delay.as_millis())),
                "{all:?}"
            );
            all.sort();
            let width = all[199] - all[0];
            assert!(if $differ { width > ms(1000) } else { width == ms(0) }, "{all:?}");
        }
    };
}

const HALF: f64 = 0.5;
const EQUAL: Jitter = Jitter::Equal;
jitter!(jitter_none_is_exact, none, (10_000..=10_000), differ: false);
jitter!(jitter_full_reaches_down_to_zero, full, (0..=10_001), differ: true);
jitter!(jitter_equal_keeps_half, equal, (5000..=10_001), differ: true);
jitter!(jitter_decorrelated_reaches_three_times_the_last, decorrelated, (10_000..=30_000), differ: true);
jitter!(jitter_factor_spreads_both_ways, 0.2, (8000..=12_001), differ: true);
jitter!(jitter_factor_may_be_a_const, HALF, (5000..=15_001), differ: true);
jitter!(jitter_may_be_a_variant_of_its_type, Jitter::None, (10_000..=10_000), differ: false);
jitter!(jitter_may_be_a_const_of_its_type, EQUAL, (5000..=10_001), differ: true);

#[tokio::test(start_paused = true)]
async fn timeout_takes_three_units() {
    #[retry(delay_ms = 100, timeout_ms = 200)]
    async fn millis() -> Result<(), Error> {
        std::future::pending().await
    }
    #[retry(timeout_secs = 2)]
    async fn secs() -> Result<(), Error> {
        std::future::pending().await
    }
    #[retry(timeout = ms(30))]
    async fn duration() -> Result<(), Error> {
        std::future::pending().await
    }
    assert_eq!(timed(millis()).await.0, ms(200));
    assert_eq!(timed(secs()).await.0, ms(2000));
    assert_eq!(timed(duration()).await.0, ms(30));
}

#[tokio::test(start_paused = true)]
async fn attempt_timeout_takes_three_units() {
    #[retry(max = 1, attempt_timeout_ms = 200)]
    async fn millis() -> Result<(), Error> {
        std::future::pending().await
    }
    #[retry(max = 1, attempt_timeout_secs = 2)]
    async fn secs() -> Result<(), Error> {
        std::future::pending().await
    }
    #[retry(max = 1, attempt_timeout = ms(30))]
    async fn duration() -> Result<(), Error> {
        std::future::pending().await
    }
    assert_eq!(timed(millis()).await.0, ms(200));
    assert_eq!(timed(secs()).await.0, ms(2000));
    assert_eq!(timed(duration()).await.0, ms(30));
}

fn is_one(error: &Error) -> bool {
    *error == Error::Transient(1)
}

#[tokio::test(start_paused = true)]
async fn when_decides_in_the_place_of_the_trait() {
    #[retry(when = is_one)]
    async fn path(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    #[retry(max = 9, when = |error| matches!(error, Error::Transient(n) if *n < limit.get()))]
    async fn closure(limit: &Cell<u32>, n: &mut u32) -> Result<(), RetryError<Error>> {
        fail(n)
    }
    #[retry(max = 9, when = |_| *n < 4)]
    async fn sees_what_the_body_borrows_mutably(n: &mut u32) -> Result<(), Error> {
        let moved = async move { fail(n) };
        moved.await
    }
    assert_eq!(path(&mut 0).await, Err(Error::Transient(2)));
    let error = closure(&Cell::new(5), &mut 0).await.unwrap_err();
    assert!(matches!(error, RetryError::Permanent { attempts: 5, .. }), "{error:?}");
    assert_eq!(
        sees_what_the_body_borrows_mutably(&mut 0).await,
        Err(Error::Transient(4))
    );
}

#[tokio::test(start_paused = true)]
async fn clone_hands_each_attempt_its_own() {
    #[retry(clone)]
    async fn all(n: &mut u32, a: String, b: Vec<u8>) -> Result<usize, Error> {
        let taken = (a, b);
        if *n < 2 {
            fail(n)
        } else {
            Ok(taken.0.len() + taken.1.len())
        }
    }
    #[retry(clone(a))]
    async fn some(n: &mut u32, a: String, b: Uncloned) -> Result<usize, Error> {
        let taken = a;
        if *n < 2 { fail(n) } else { Ok(taken.len() + b.0) }
    }
    struct Uncloned(usize);
    assert_eq!(all(&mut 0, "ab".into(), vec![0; 3]).await, Ok(5));
    assert_eq!(some(&mut 0, "ab".into(), Uncloned(3)).await, Ok(5));
}

struct Policy(u32);

impl From<Policy> for RetryConfig {
    fn from(policy: Policy) -> Self {
        Self::new().max(policy.0).jitter(Jitter::None)
    }
}

struct Service {
    policy: RetryConfig,
    asked: Cell<u32>,
}

impl Service {
    fn policy(&self) -> &RetryConfig {
        self.asked.set(self.asked.get() + 1);
        &self.policy
    }

    #[retry(config = self.policy)]
    async fn by_value(&mut self, n: &mut u32) -> Result<(), Error> {
        fail(n)
    }

    #[retry(config = self.policy())]
    async fn by_reference(&self, n: &mut u32) -> Result<(), Error> {
        fail(n)
    }

    #[retry(delay_ms = 7, config = self.policy(), timeout_secs = 60, max = 3, multiplier = 1.0)]
    async fn beside_other_keys(&self, n: &mut u32) -> Result<(), Error> {
        sleep(ms(1)).await;
        fail(n)
    }
}

#[retry(config = Policy(*max))]
async fn converted(max: &u32, n: &mut u32) -> Result<(), Error> {
    fail(n)
}

#[tokio::test(start_paused = true)]
async fn config_is_read_once_and_other_keys_win_over_it() {
    let policy = RetryConfig::new()
        .max(5)
        .delay(ms(100))
        .jitter(Jitter::None)
        .timeout(ms(50));
    let mut service = Service {
        policy,
        asked: Cell::new(0),
    };
    // The limit of the configuration holds too: the first delay would pass it.
    assert_eq!(timed(service.by_value(&mut 0)).await, (ms(0), Err(Error::Transient(1))));
    service.policy = RetryConfig::new().max(5).delay(ms(100)).jitter(Jitter::None);
    assert_eq!(
        timed(service.by_value(&mut 0)).await,
        (ms(1500), Err(Error::Transient(5)))
    );
    assert_eq!(
        timed(service.by_reference(&mut 0)).await,
        (ms(1500), Err(Error::Transient(5)))
    );
    assert_eq!(service.asked.get(), 1);
    service.policy = policy;
    assert_eq!(
        timed(service.beside_other_keys(&mut 0)).await,
        (ms(17), Err(Error::Transient(3)))
    );
    assert_eq!(service.asked.get(), 2);
    assert_eq!(timed(converted(&2, &mut 0)).await, (ms(1000), Err(Error::Transient(2))));
}

#[tokio::test(start_paused = true)]
async fn name_and_crate_change_nothing_else() {
    #[retry(name = "the call", crate = ::retry_runtime, max = 2,)]
    async fn call(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    assert_eq!(call(&mut 0).await, Err(Error::Transient(2)));
}
