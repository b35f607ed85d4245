//! How long to wait after which failure, jitter included: in nanoseconds, which take fewer instructions than durations.

use core::time::Duration;

use crate::policy::config::RetryConfig;
use crate::policy::delays::{growth, unjittered};
use crate::policy::jitter::Jitter;

/// The delay after `failed` failed attempts, jitter included, in nanoseconds; zero stays zero.
///
/// `previous` is the delay drawn before, zero if there was none; `random` is uniform in `[-1, 1]`.
#[inline]
pub(crate) fn delay(config: &RetryConfig, failed: u32, previous: u64, random: impl FnOnce() -> f64) -> u64 {
    let base = nanos(config.delay);
    // `0 × ∞` would be NaN.
    if base == 0 {
        0
    } else if let Jitter::Factor(factor) = config.jitter {
        varied(config, failed, base, 1.0, factor * random())
    } else {
        by_name(config, failed, base, previous, random())
    }
}

/// Out of the way of the default: to tell all of them apart takes a jump through a table.
#[cold]
fn by_name(config: &RetryConfig, failed: u32, base: u64, previous: u64, random: f64) -> u64 {
    match config.jitter {
        Jitter::None => nanos(unjittered(config, failed)),
        Jitter::Full => varied(config, failed, base, 0.5, 0.5 * random),
        Jitter::Equal => varied(config, failed, base, 0.75, 0.25 * random),
        Jitter::Factor(factor) => varied(config, failed, base, 1.0, factor * random),
        Jitter::Decorrelated => {
            let least = float(base);
            let most = float(previous).max(least) * 3.0;
            let drawn = (least + most) * 0.5 + (most - least) * 0.5 * random;
            rounded(drawn).min(nanos(config.max_delay))
        }
    }
}

/// The delay before jitter, times `mean + variation`.
#[inline]
fn varied(config: &RetryConfig, failed: u32, base: u64, mean: f64, variation: f64) -> u64 {
    let longest = nanos(config.max_delay);
    let middle = (float(base) * growth(config, failed)).min(float(longest));
    rounded(middle * (mean + variation)).min(longest)
}

/// [`delay`] with the thread's random numbers.
#[inline]
#[allow(clippy::cast_precision_loss)] // 53 random bits are left
pub(crate) fn draw(config: &RetryConfig, failed: u32, previous: u64) -> u64 {
    delay(config, failed, previous, || {
        fastrand::i64(..) as f64 / -(i64::MIN as f64)
    })
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
    use super::{LONGEST, delay, draw};
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
            for random in [-1.0, 0.0, 1.0] {
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
            assert_eq!(at(-1.0), ms(least), "{jitter}");
            assert_eq!(at(1.0), ms(most), "{jitter}");
            for _ in 0..1000 {
                let drawn = Duration::from_nanos(draw(&config, 2, PREVIOUS));
                assert!(ms(least) <= drawn && drawn <= ms(most), "{jitter}: {drawn:?}");
            }
        }
    }

    #[test]
    fn decorrelated_starts_from_the_base_delay() {
        let config = RetryConfig::new().jitter(Jitter::Decorrelated);
        let first = |random| drawn(&config, 1, 0, random);
        assert_eq!(first(-1.0), ms(1000));
        assert_eq!(first(0.0), ms(2000));
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
                                for random in [-1.0, 0.0, 1.0] {
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
