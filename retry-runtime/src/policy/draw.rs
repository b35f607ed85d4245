//! How long to wait after which failure, jitter included: in nanoseconds, which take fewer instructions than durations.

use core::cell::Cell;
use core::hash::{BuildHasher, Hasher};
use core::iter::FusedIterator;
use core::ops::Range;
use core::time::Duration;
use std::hash::RandomState;

use fastrand::Rng;

use crate::policy::config::RetryConfig;
use crate::policy::delays::{growth, unjittered};
use crate::policy::jitter::Jitter;

/// The delay after `failed` failed attempts, jitter included, in nanoseconds; zero stays zero.
///
/// `previous` is the delay drawn before, zero if there was none.
#[inline]
pub(crate) fn draw(policy: &RetryConfig, failed: u32, previous: u64) -> u64 {
    delay(policy, failed, previous, random)
}

/// [`draw`] with a number from 0 to 1 for where in the range the delay lies.
#[inline]
fn delay(policy: &RetryConfig, failed: u32, previous: u64, random: impl FnOnce() -> f64) -> u64 {
    let base = nanos(policy.delay);
    // `0 × ∞` would be NaN.
    if base == 0 {
        return 0;
    }
    let cap = nanos(policy.max_delay);
    if let Jitter::Factor(factor) = policy.jitter {
        let middle = (float(base) * growth(policy, failed)).min(float(cap));
        return between(middle * (1.0 - factor), middle * (1.0 + factor), cap, random());
    }
    by_name(policy, failed, previous, random())
}

/// Out of the way of the default: to tell all of them apart takes a jump through a table.
#[cold]
fn by_name(policy: &RetryConfig, failed: u32, previous: u64, random: f64) -> u64 {
    let cap = nanos(policy.max_delay);
    let delay = nanos(unjittered(policy, failed));
    let (least, most) = match policy.jitter {
        Jitter::None | Jitter::Factor(_) => return delay,
        Jitter::Full => (0.0, float(delay)),
        Jitter::Equal => (float(delay) * 0.5, float(delay)),
        Jitter::Decorrelated => {
            let base = float(nanos(policy.delay));
            (base, float(previous).max(base) * 3.0)
        }
    };
    between(least, most, cap, random)
}

/// How long to wait where a server has asked for `hint`: never less, and spread as the jitter is, so that clients
/// which were sent away together do not come back together. It is at most `most`, which is no less than the hint.
pub(crate) fn spread(jitter: Jitter, hint: u64, most: u64) -> u64 {
    let share = match jitter {
        Jitter::None => return hint,
        Jitter::Full | Jitter::Decorrelated => 1.0,
        Jitter::Equal => 0.5,
        Jitter::Factor(factor) => factor,
    };
    between(float(hint), float(hint) * (1.0 + share), most, random()).max(hint)
}

/// What lies in the range at `random`, from 0 to 1. The range is cut at `cap` before: what is drawn beyond would pile up
/// there.
#[inline]
fn between(least: f64, most: f64, cap: u64, random: f64) -> u64 {
    let most = most.min(float(cap));
    let least = least.min(most);
    rounded(least + (most - least) * random).min(cap)
}

/// The delays of a [`RetryConfig`] with jitter, made by [`RetryConfig::jittered_delays`].
///
/// It yields `max − 1` items; each is drawn when it is asked for.
#[derive(Clone, Debug)]
pub struct JitteredDelays {
    policy: RetryConfig,
    failed: Range<u32>,
    drawn: u64,
}

impl RetryConfig {
    /// The delays between the attempts of one call, with jitter, as a call draws them; different ones each time.
    ///
    /// ```
    /// use retry_runtime::RetryConfig;
    /// use std::time::Duration;
    ///
    /// let delays: Vec<_> = RetryConfig::new().jittered_delays().collect();
    /// assert_eq!(delays.len(), 2);
    /// assert!((500..=1500).contains(&delays[0].as_millis()));
    /// ```
    #[must_use]
    pub const fn jittered_delays(&self) -> JitteredDelays {
        JitteredDelays {
            policy: *self,
            failed: 1..self.max,
            drawn: 0,
        }
    }
}

impl Iterator for JitteredDelays {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        let failed = self.failed.next()?;
        self.drawn = draw(&self.policy, failed, self.drawn);
        Some(Duration::from_nanos(self.drawn))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.failed.size_hint()
    }
}

impl ExactSizeIterator for JitteredDelays {}
impl FusedIterator for JitteredDelays {}

thread_local! {
    /// The seed of this thread's next random number. It is not `fastrand`'s own generator: that one is the user's, who
    /// may have seeded it.
    static SEED: Cell<Option<u64>> = const { Cell::new(None) };
}

/// Uniform in `[0, 1)`.
#[inline]
fn random() -> f64 {
    let mut rng = Rng::with_seed(SEED.get().unwrap_or_else(fresh_seed));
    let random = rng.f64();
    SEED.set(Some(rng.get_seed()));
    random
}

#[cold]
fn fresh_seed() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// Makes this thread's delays those of `seed` from now on, and gives back what makes them go on as before.
pub(crate) fn reseed(seed: Option<u64>) -> Option<u64> {
    SEED.replace(seed)
}

/// At most [`LONGEST`].
#[inline]
pub(crate) fn nanos(duration: Duration) -> u64 {
    // 68 years, a number that an instruction holds.
    if duration.as_secs() >> 31 == 0 {
        duration.as_secs() * 1_000_000_000 + u64::from(duration.subsec_nanos())
    } else {
        nanos_of_centuries(duration)
    }
}

#[cold]
fn nanos_of_centuries(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).map_or(LONGEST, |nanos| nanos.min(LONGEST))
}

/// 292 years, which a signed number holds: one instruction makes a float of it.
pub(crate) const LONGEST: u64 = u64::MAX >> 1;

#[inline]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // positive, and what is too large saturates
fn rounded(nanos: f64) -> u64 {
    (nanos + 0.5) as i64 as u64
}

/// Exact below 104 days, where an `f64` still counts every nanosecond.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_wrap)] // at most `LONGEST`
fn float(nanos: u64) -> f64 {
    nanos as i64 as f64
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, delay, draw, nanos, spread};
    use crate::policy::{config::RetryConfig, delays::unjittered, jitter::Jitter};
    use core::time::Duration;

    const JITTERS: [Jitter; 7] = [
        Jitter::None,
        Jitter::Full,
        Jitter::Equal,
        Jitter::Decorrelated,
        Jitter::Factor(0.0),
        Jitter::Factor(0.5),
        Jitter::Factor(1.0),
    ];
    /// In nanoseconds.
    const PREVIOUS: u64 = 150_000_000;

    fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    fn drawn(config: &RetryConfig, failed: u32, previous: u64, random: f64) -> Duration {
        Duration::from_nanos(delay(config, failed, previous, || random))
    }

    #[test]
    fn the_cap_holds_for_the_first_delay_too() {
        for jitter in JITTERS {
            let config = RetryConfig::new().max_delay(ms(10)).jitter(jitter);
            for random in [0.0, 0.5, 1.0] {
                assert!(drawn(&config, 1, 0, random) <= ms(10), "{jitter}");
            }
        }
    }

    #[test]
    fn each_jitter_keeps_to_its_range() {
        for (jitter, least, most) in [
            (Jitter::None, 200, 200),
            (Jitter::Full, 0, 200),
            (Jitter::Equal, 100, 200),
            (Jitter::Decorrelated, 100, 450),
            (Jitter::Factor(0.0), 200, 200),
            (Jitter::Factor(0.5), 100, 300),
            (Jitter::Factor(1.0), 0, 400),
        ] {
            let config = RetryConfig::new().delay(ms(100)).jitter(jitter);
            let at = |random| drawn(&config, 2, PREVIOUS, random);
            assert_eq!(at(0.0), ms(least), "{jitter}");
            assert_eq!(at(1.0), ms(most), "{jitter}");
            for _ in 0..1000 {
                let drawn = Duration::from_nanos(draw(&config, 2, PREVIOUS));
                assert!(ms(least) <= drawn && drawn <= ms(most), "{jitter}: {drawn:?}");
            }
        }
    }

    #[test]
    fn no_heap_of_draws_stands_at_the_cap() {
        for jitter in JITTERS
            .into_iter()
            .filter(|jitter| !matches!(jitter, Jitter::None | Jitter::Factor(0.0)))
        {
            let config = RetryConfig::new().jitter(jitter);
            let cap = nanos(Duration::from_secs(30));
            let draws = (0..10_000).map(|_| draw(&config, 9, cap));
            let near = draws.filter(|&drawn| drawn > cap - 30_000_000).count();
            // A thousandth below the cap: at most some 20 in 10 000 draws from the narrowest range.
            assert!(near < 100, "{jitter}: {near}");
        }
    }

    #[test]
    fn a_hint_is_the_least_delay_and_is_spread_above_it() {
        let hint = nanos(ms(100));
        for (jitter, most) in [
            (Jitter::None, 100),
            (Jitter::Full, 200),
            (Jitter::Equal, 150),
            (Jitter::Decorrelated, 200),
            (Jitter::Factor(0.0), 100),
            (Jitter::Factor(0.5), 150),
            (Jitter::Factor(1.0), 200),
        ] {
            let draws: Vec<_> = (0..1000).map(|_| spread(jitter, hint, LONGEST)).collect();
            let (least, longest) = (draws.iter().min().copied(), draws.iter().max().copied());
            assert!(least >= Some(hint) && longest <= Some(nanos(ms(most))), "{jitter}");
            // They fill the range.
            let width = nanos(ms(most)) - hint;
            assert!(
                longest >= Some(hint + width / 10 * 9) && least <= Some(hint + width / 10),
                "{jitter}"
            );
            // What is cut is the range, not the draw.
            let cut = (0..1000).filter(|_| spread(jitter, hint, hint + width / 2) == hint + width / 2);
            assert!(width == 0 || cut.count() < 10, "{jitter}");
        }
        assert_eq!(spread(Jitter::Full, LONGEST, LONGEST), LONGEST);
    }

    #[test]
    fn decorrelated_starts_from_the_base_delay() {
        let config = RetryConfig::new().jitter(Jitter::Decorrelated);
        let first = |random| drawn(&config, 1, 0, random);
        assert_eq!(first(0.0), ms(1000));
        assert_eq!(first(0.5), ms(2000));
    }

    #[test]
    fn a_zero_delay_stays_zero() {
        for jitter in JITTERS {
            let config = RetryConfig::new()
                .delay(Duration::ZERO)
                .multiplier(f64::MAX)
                .jitter(jitter);
            for failed in [1, 2, 3, u32::MAX] {
                assert_eq!(draw(&config, failed, 0), 0);
            }
        }
    }

    #[test]
    fn extreme_values_saturate_at_the_cap() {
        let nano = Duration::from_nanos(1);
        let durations = [
            Duration::ZERO,
            nano,
            ms(1000),
            Duration::MAX.saturating_sub(nano),
            Duration::MAX,
        ];
        for base in durations {
            for cap in durations {
                for multiplier in [1.0, 1.0 + f64::EPSILON, 2.0, f64::MAX] {
                    for jitter in JITTERS {
                        let config = RetryConfig::new()
                            .delay(base)
                            .max_delay(cap)
                            .multiplier(multiplier)
                            .jitter(jitter);
                        for failed in [0, 1, 2, 64, 1025, u32::MAX] {
                            assert!(unjittered(&config, failed) <= cap);
                            for previous in [0, 1, LONGEST] {
                                for random in [0.0, 0.5, 1.0] {
                                    assert!(drawn(&config, failed, previous, random) <= cap);
                                }
                            }
                        }
                    }
                }
            }
        }
        let config = RetryConfig::new().multiplier(f64::MAX).max_delay(Duration::MAX);
        assert_eq!(unjittered(&config, u32::MAX), Duration::MAX);
    }
}
