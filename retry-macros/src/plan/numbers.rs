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
    /// What another configuration says.
    pub(crate) const UNKNOWN: Self = Self {
        max: None,
        delay: None,
        multiplier: None,
        max_delay: None,
        jitter: None,
        timeout: None,
        attempt_timeout: None,
    };

    /// These, and over them what is set.
    pub(crate) fn with<'a>(self, settings: impl IntoIterator<Item = &'a Setting>) -> Self {
        let mut numbers = self;
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

    /// The least delay after `failed` attempts that jitter allows.
    pub(super) fn least(&self, failed: u32) -> Duration {
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

    #[test]
    fn defaults_and_delays_are_those_of_the_runtime() {
        let ours = Numbers::default();
        let theirs = RetryConfig::new();
        assert_eq!(ours.max, Some(theirs.get_max()));
        assert!(theirs.get_jitter() == retry_runtime::Jitter::Factor(0.5) && ours.jitter == Some(Jitter::Factor(0.5)));
        assert!(theirs.get_timeout().is_none() && ours.timeout == Some(Limit::None));
        assert!(theirs.get_attempt_timeout().is_none() && ours.attempt_timeout == Some(Limit::None));
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
}
