//! The numbers of a policy that are known here: literals and defaults.

use std::time::Duration;

use super::values::{Jitter, Time, Value};

/// A value of `RetryConfig`.
pub(crate) enum Setting {
    Max(Value<u32>),
    Delay(Time),
    Multiplier(Value<f64>),
    MaxDelay(Time),
    Jitter(Value<Jitter>),
    Timeout(Time),
    AttemptTimeout(Time),
}

/// `None` where a number is a const expression, which is evaluated later.
#[derive(Clone)]
pub(crate) struct Numbers {
    pub(crate) max: Option<u32>,
    pub(crate) delay: Option<Duration>,
    pub(crate) multiplier: Option<f64>,
    pub(crate) max_delay: Option<Duration>,
    pub(crate) jitter: Option<Jitter>,
    pub(crate) timeout: Option<Limit>,
    pub(crate) attempt_timeout: Option<Limit>,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Limit {
    None,
    After(Duration),
}

/// Those of `RetryConfig::new()`.
impl Default for Numbers {
    fn default() -> Self {
        Self {
            max: Some(3),
            delay: Some(Duration::from_secs(1)),
            multiplier: Some(2.0),
            max_delay: Some(Duration::from_secs(30)),
            jitter: Some(Jitter::Factor(0.5)),
            timeout: Some(Limit::None),
            attempt_timeout: Some(Limit::None),
        }
    }
}

/// The delays of a policy whose numbers are all known.
pub(crate) struct Delays {
    pub(crate) max: u32,
    delay: Duration,
    multiplier: f64,
    pub(crate) max_delay: Duration,
    pub(crate) jitter: Jitter,
}

impl Numbers {
    /// The defaults, and over them what is set.
    pub(crate) fn of<'a>(settings: impl IntoIterator<Item = &'a Setting>) -> Self {
        let mut numbers = Self::default();
        for setting in settings {
            match setting {
                Setting::Max(max) => numbers.max = max.known(),
                Setting::Delay(delay) => numbers.delay = delay.known(),
                Setting::Multiplier(multiplier) => numbers.multiplier = multiplier.known(),
                Setting::MaxDelay(max_delay) => numbers.max_delay = max_delay.known(),
                Setting::Jitter(jitter) => numbers.jitter = jitter.known(),
                Setting::Timeout(limit) => numbers.timeout = limit.known().map(Limit::After),
                Setting::AttemptTimeout(limit) => numbers.attempt_timeout = limit.known().map(Limit::After),
            }
        }
        numbers
    }

    pub(crate) fn delays(&self) -> Option<Delays> {
        Some(Delays {
            max: self.max?,
            delay: self.delay?,
            multiplier: self.multiplier?,
            max_delay: self.max_delay?,
            jitter: self.jitter?,
        })
    }

    /// The first attempt that can never start, and the least time that the delays before it take: past the limit on
    /// the call.
    pub(crate) fn unreachable(&self) -> Option<(u32, Duration)> {
        /// More attempts than this are nobody's literal, and would only keep the compiler busy.
        const MOST: u32 = 10_000;
        let Some(Limit::After(timeout)) = self.timeout else {
            return None;
        };
        let delays = self.delays()?;
        let mut least = Duration::ZERO;
        for failed in 1..delays.max.min(MOST) {
            least = least.saturating_add(delays.least(failed));
            // A delay that would end at the deadline is not begun either.
            if least >= timeout {
                return Some((failed + 1, least));
            }
        }
        None
    }
}

impl Delays {
    /// The delay after `failed` attempts, before jitter.
    pub(crate) fn unjittered(&self, failed: u32) -> Duration {
        // `0 × ∞` would be NaN.
        if self.delay.is_zero() {
            return Duration::ZERO;
        }
        let exponent = i32::try_from(failed.saturating_sub(1)).unwrap_or(i32::MAX);
        let delay = Duration::try_from_secs_f64(self.delay.as_secs_f64() * self.multiplier.powi(exponent));
        delay.unwrap_or(Duration::MAX).min(self.max_delay)
    }

    fn least(&self, failed: u32) -> Duration {
        let delay = self.unjittered(failed);
        match self.jitter {
            Jitter::None => delay,
            Jitter::Full => Duration::ZERO,
            Jitter::Equal => delay / 2,
            Jitter::Decorrelated => self.delay.min(self.max_delay),
            Jitter::Factor(factor) => {
                Duration::try_from_secs_f64(delay.as_secs_f64() * (1.0 - factor)).unwrap_or(delay)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Jitter, Limit, Numbers};
    use retry_runtime::RetryConfig;
    use std::time::Duration;

    const fn secs(secs: u64) -> Duration {
        Duration::from_secs(secs)
    }

    fn unreachable(max: u32, delay: Duration, jitter: Jitter, timeout: Duration) -> Option<(u32, Duration)> {
        let numbers = Numbers {
            max: Some(max),
            delay: Some(delay),
            jitter: Some(jitter),
            timeout: Some(Limit::After(timeout)),
            ..Numbers::default()
        };
        numbers.unreachable()
    }

    #[test]
    fn an_attempt_at_the_deadline_is_one_too_many() {
        // 1, 2 and 4 seconds.
        assert_eq!(unreachable(3, secs(1), Jitter::None, secs(3)), Some((3, secs(3))));
        let later = secs(3) + Duration::from_nanos(1);
        assert_eq!(unreachable(3, secs(1), Jitter::None, later), None);
        assert_eq!(unreachable(4, secs(1), Jitter::None, later), Some((4, secs(7))));
        assert_eq!(unreachable(1, secs(9), Jitter::None, secs(1)), None);
    }

    #[test]
    fn the_shortest_delay_that_jitter_allows_counts() {
        assert_eq!(unreachable(9, secs(9), Jitter::Full, secs(1)), None);
        assert_eq!(unreachable(9, secs(9), Jitter::Factor(1.0), secs(1)), None);
        assert_eq!(unreachable(3, secs(4), Jitter::Equal, secs(6)), Some((3, secs(6))));
        assert_eq!(
            unreachable(3, secs(4), Jitter::Factor(0.25), secs(9)),
            Some((3, secs(9)))
        );
        // It may stay at the first delay.
        assert_eq!(
            unreachable(3, secs(4), Jitter::Decorrelated, secs(8)),
            Some((3, secs(8)))
        );
        assert_eq!(unreachable(3, secs(4), Jitter::Decorrelated, secs(9)), None);
    }

    #[test]
    fn defaults_and_delays_are_those_of_the_runtime() {
        let ours = Numbers::default();
        let theirs = RetryConfig::new();
        assert_eq!(ours.max, Some(theirs.max_attempts()));
        assert!(
            theirs.delay_jitter() == retry_runtime::Jitter::Factor(0.5) && ours.jitter == Some(Jitter::Factor(0.5))
        );
        assert!(theirs.overall_timeout().is_none() && ours.timeout == Some(Limit::None));
        assert!(theirs.per_attempt_timeout().is_none() && ours.attempt_timeout == Some(Limit::None));
        for (delay, multiplier) in [
            (secs(1), 2.0),
            (secs(0), 9.0),
            (secs(3), 1.1),
            (Duration::MAX, f64::MAX),
        ] {
            let ours = Numbers {
                max: Some(40),
                delay: Some(delay),
                multiplier: Some(multiplier),
                ..Numbers::default()
            };
            let ours = ours.delays().expect("all are known");
            let theirs = theirs.max(40).delay(delay).multiplier(multiplier).delays();
            assert!(
                (1..40).map(|failed| ours.unjittered(failed)).eq(theirs),
                "{delay:?} {multiplier}"
            );
        }
    }

    #[test]
    fn extreme_values_end() {
        assert_eq!(unreachable(u32::MAX, Duration::ZERO, Jitter::None, secs(1)), None);
        assert_eq!(unreachable(2, Duration::MAX, Jitter::None, secs(31)), None);
        let longest = Numbers {
            delay: Some(Duration::MAX),
            max_delay: Some(Duration::MAX),
            jitter: Some(Jitter::Factor(0.0)),
            timeout: Some(Limit::After(secs(5))),
            ..Numbers::default()
        };
        assert_eq!(longest.unreachable(), Some((2, Duration::MAX)));
        assert_eq!(
            unreachable(3, Duration::MAX, Jitter::None, secs(31)),
            Some((3, secs(60)))
        );
    }
}
