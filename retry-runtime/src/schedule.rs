//! How long to wait after which failure.

use core::iter::FusedIterator;
use core::ops::Range;
use core::time::Duration;

use crate::config::RetryConfig;
#[cfg(any(feature = "tokio", test))]
use crate::jitter::Jitter;

/// The delays of a [`RetryConfig`] before jitter, made by [`RetryConfig::delays`].
///
/// It yields `max − 1` items: one for each delay between two attempts.
#[derive(Clone, Debug)]
pub struct Delays {
    config: RetryConfig,
    failed: Range<u32>,
}

impl Delays {
    pub(crate) const fn new(config: RetryConfig) -> Self {
        // After the last failed attempt there is no delay.
        let failed = 1..config.max;
        Self { config, failed }
    }
}

impl Iterator for Delays {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        let failed = self.failed.next()?;
        Some(unjittered(&self.config, failed))
    }

    fn nth(&mut self, n: usize) -> Option<Duration> {
        let failed = self.failed.nth(n)?;
        Some(unjittered(&self.config, failed))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.failed.size_hint()
    }
}

impl ExactSizeIterator for Delays {}
impl FusedIterator for Delays {}

/// The delay after `failed` failed attempts (1 or more), before jitter:
/// `min(delay × multiplierᶠᵃⁱˡᵉᵈ⁻¹, max_delay)`.
pub(crate) fn unjittered(config: &RetryConfig, failed: u32) -> Duration {
    // Without growth no float is needed, which tells apart what a float of nanoseconds does not: beyond 104 days.
    let growth = growth(config, failed);
    if growth <= 1.0 || config.delay.is_zero() {
        return config.delay.min(config.max_delay);
    }
    #[allow(clippy::cast_precision_loss)] // none below 104 days, where an `f64` still counts every nanosecond
    let nanos = config.delay.as_secs() as f64 * 1e9 + f64::from(config.delay.subsec_nanos());
    capped(nanos * growth, config.max_delay)
}

fn growth(config: &RetryConfig, failed: u32) -> f64 {
    match failed {
        0 | 1 => 1.0,
        2 => config.multiplier,
        _ => config.multiplier.powi(i32::try_from(failed - 1).unwrap_or(i32::MAX)),
    }
}

/// The delay after `failed` failed attempts, jitter included, in nanoseconds; zero stays zero.
///
/// `previous` is the delay drawn before, zero if there was none; `random` is uniform in `[0, 1)`.
#[cfg(any(feature = "tokio", test))]
pub(crate) fn delay(config: &RetryConfig, failed: u32, previous: u64, random: impl FnOnce() -> f64) -> u64 {
    let (shortest, longest) = (nanos(config.delay), nanos(config.max_delay));
    // `0 × ∞` would be NaN.
    if shortest == 0 {
        return 0;
    }
    let base = float(shortest);
    let middle = || (base * growth(config, failed)).min(float(longest));
    let drawn = match config.jitter {
        Jitter::Factor(factor) => middle() * (1.0 - factor + 2.0 * factor * random()),
        Jitter::Full => middle() * random(),
        Jitter::Equal => middle() * (0.5 + 0.5 * random()),
        Jitter::Decorrelated => base + (float(previous).max(base) * 3.0 - base) * random(),
        Jitter::None => return nanos(unjittered(config, failed)),
    };
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // positive, and what is too large saturates
    let rounded = (drawn + 0.5) as i64 as u64;
    rounded.min(longest)
}

/// [`delay`] with the thread's random numbers.
#[cfg(feature = "tokio")]
pub(crate) fn draw(config: &RetryConfig, failed: u32, previous: u64) -> u64 {
    delay(config, failed, previous, fastrand::f64)
}

/// 292 years are the longest, which a signed number holds: one instruction makes a float of it.
#[cfg(any(feature = "tokio", test))]
#[inline]
pub(crate) fn nanos(duration: Duration) -> u64 {
    if duration.as_secs() < LONGEST / 1_000_000_000 {
        duration.as_secs() * 1_000_000_000 + u64::from(duration.subsec_nanos())
    } else {
        LONGEST
    }
}

#[cfg(any(feature = "tokio", test))]
const LONGEST: u64 = u64::MAX >> 1;

/// Exact below 104 days, where an `f64` still counts every nanosecond.
#[cfg(any(feature = "tokio", test))]
#[allow(clippy::cast_precision_loss, clippy::cast_possible_wrap)] // at most `LONGEST`
fn float(nanos: u64) -> f64 {
    nanos as i64 as f64
}

/// Rounded to the nanosecond; `cap` if that is shorter.
fn capped(nanos: f64, cap: Duration) -> Duration {
    /// 2⁶⁴, from where a `u64` of nanoseconds saturates.
    const MOST: f64 = 18_446_744_073_709_551_616.0;
    if nanos < MOST {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // positive, and small enough
        let rounded = Duration::from_nanos((nanos + 0.5) as u64);
        return rounded.min(cap);
    }
    Duration::try_from_secs_f64(nanos / 1e9).map_or(cap, |duration| duration.min(cap))
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, delay, draw, unjittered};
    use crate::{config::RetryConfig, jitter::Jitter};
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
    /// The largest value that `fastrand::f64()` returns.
    const ALMOST_ONE: f64 = 1.0 - f64::EPSILON / 2.0;

    fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    fn drawn(config: &RetryConfig, failed: u32, previous: u64, random: f64) -> Duration {
        Duration::from_nanos(delay(config, failed, previous, || random))
    }

    #[test]
    fn doubles_exactly_up_to_the_cap() {
        let seconds: Vec<_> = RetryConfig::new().max(8).delays().collect();
        assert_eq!(seconds, [1, 2, 4, 8, 16, 30, 30].map(Duration::from_secs));

        let config = RetryConfig::new().max_delay(Duration::from_secs(1_000_000));
        for nanos in [1, 3, 999, 100_000_000, 123_456_789, 1_000_000_001] {
            let config = config.delay(Duration::from_nanos(nanos));
            for failed in 1..20 {
                let exact = Duration::from_nanos(nanos << (failed - 1));
                assert_eq!(unjittered(&config, failed), exact, "{nanos} {failed}");
            }
        }
    }

    #[test]
    fn rounds_instead_of_cutting() {
        let config = RetryConfig::new().multiplier(1.1).max(4);
        let delays: Vec<_> = config.delays().collect();
        assert_eq!(delays, [ms(1000), ms(1100), ms(1210)]);
    }

    #[test]
    fn the_cap_holds_for_the_first_delay_too() {
        for jitter in JITTERS {
            let config = RetryConfig::new().max_delay(ms(10)).jitter(jitter);
            for random in [0.0, 0.5, ALMOST_ONE] {
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
            assert!(at(ALMOST_ONE).abs_diff(ms(most)) <= Duration::from_nanos(1), "{jitter}");
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
                                for random in [0.0, 0.5, ALMOST_ONE] {
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

    #[test]
    fn there_is_one_delay_less_than_attempts() {
        for max in [1, 2, 7] {
            let delays = RetryConfig::new().max(max).delays();
            assert_eq!(delays.len() + 1, max as usize);
            assert_eq!(delays.count() + 1, max as usize);
        }
        let mut many = RetryConfig::new().max(u32::MAX).delays();
        assert_eq!(many.nth(1_000_000), Some(Duration::from_secs(30)));
    }
}
