//! What replaces single values of a policy.

use core::fmt;
use core::time::Duration;

use crate::policy::config::{Attempts, RetryConfig};
use crate::policy::invalid::InvalidConfig;
use crate::policy::jitter::Jitter;

/// Some values of a policy, which win over those of another; what is not said stays as it is.
///
/// It is how a configuration file adjusts a policy that stands in the code (the key `overrides`), and how one call
/// gets other values (`with`). The builders are those of [`RetryConfig`], and check what they are given
/// as those do; [`no_timeout`](Self::no_timeout) and [`no_attempt_timeout`](Self::no_attempt_timeout) take a limit away.
///
/// Values that do not go together, as a delay longer than `max_delay`, are not refused here, since the rest of the
/// policy is not known: the cap or the limit wins.
///
/// ```
/// use retry_runtime::{RetryConfig, RetryOverrides};
/// use std::time::Duration;
///
/// const CODE: RetryConfig = RetryConfig::new().max(3).timeout(Duration::from_secs(10));
/// const PATIENT: RetryOverrides = RetryOverrides::new().max(8).no_timeout();
///
/// let policy = PATIENT.over(CODE);
/// assert_eq!(policy.get_max(), 8);
/// assert_eq!(policy.get_timeout(), None);
/// assert_eq!(policy.get_delay(), CODE.get_delay());
/// assert_eq!(PATIENT.to_string(), "max 8, no timeout");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[doc(alias = "patch")]
#[doc(alias = "override")]
#[allow(clippy::option_option)] // of a limit nothing is said, or that there is none, or how long it is
pub struct RetryOverrides {
    pub(crate) max: Option<u32>,
    pub(crate) delay: Option<Duration>,
    pub(crate) multiplier: Option<f64>,
    pub(crate) max_delay: Option<Duration>,
    pub(crate) jitter: Option<Jitter>,
    pub(crate) timeout: Option<Option<Duration>>,
    pub(crate) attempt_timeout: Option<Option<Duration>>,
}

/// A builder that checks its value as that of [`RetryConfig`] does.
macro_rules! checked {
    ($($field:ident, $try_field:ident: $value:ty, $bad:literal;)*) => {$(
        #[doc = concat!("Replaces [`RetryConfig::", stringify!($field), "`].")]
        ///
        /// # Panics
        ///
        #[doc = concat!("If ", $bad, ".")]
        #[must_use]
        #[track_caller]
        pub const fn $field(self, $field: $value) -> Self {
            match self.$try_field($field) {
                Ok(overrides) => overrides,
                Err(error) => panic!("{}", error.message()),
            }
        }

        #[doc = concat!("[`", stringify!($field), "`](Self::", stringify!($field), "), with an error if ", $bad, ".")]
        pub const fn $try_field(mut self, $field: $value) -> Result<Self, InvalidConfig> {
            match RetryConfig::new().$try_field($field) {
                Ok(config) => {
                    self.$field = Some(config.$field);
                    Ok(self)
                }
                Err(error) => Err(error),
            }
        }
    )*};
}

impl RetryOverrides {
    /// Nothing is replaced.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            max: None,
            delay: None,
            multiplier: None,
            max_delay: None,
            jitter: None,
            timeout: None,
            attempt_timeout: None,
        }
    }

    checked! {
        max, try_max: u32, "`max` is 0";
        multiplier, try_multiplier: f64, "`multiplier` is less than 1.0 or not finite";
        jitter, try_jitter: Jitter, "a factor is not within 0.0 to 1.0";
        timeout, try_timeout: Duration, "`timeout` is zero";
        attempt_timeout, try_attempt_timeout: Duration, "`attempt_timeout` is zero";
    }

    /// Replaces [`RetryConfig::delay`].
    #[must_use]
    pub const fn delay(mut self, delay: Duration) -> Self {
        self.delay = Some(delay);
        self
    }

    /// Replaces [`RetryConfig::max_delay`].
    #[must_use]
    pub const fn max_delay(mut self, max_delay: Duration) -> Self {
        self.max_delay = Some(max_delay);
        self
    }

    /// Takes the limit on the call away.
    ///
    /// ```
    /// use retry_runtime::{RetryConfig, RetryOverrides};
    /// use std::time::Duration;
    ///
    /// let limited = RetryConfig::new().timeout(Duration::from_secs(10));
    /// assert_eq!(RetryOverrides::new().no_timeout().over(limited), RetryConfig::new());
    /// ```
    #[must_use]
    pub const fn no_timeout(mut self) -> Self {
        self.timeout = Some(None);
        self
    }

    /// Takes the limit on each attempt away.
    #[must_use]
    pub const fn no_attempt_timeout(mut self) -> Self {
        self.attempt_timeout = Some(None);
        self
    }

    /// The policy `config` with these values in it.
    #[must_use]
    pub const fn over(self, mut config: RetryConfig) -> RetryConfig {
        if let Some(max) = self.max {
            config.max = max;
        }
        if let Some(delay) = self.delay {
            config.delay = delay;
        }
        if let Some(multiplier) = self.multiplier {
            config.multiplier = multiplier;
        }
        if let Some(max_delay) = self.max_delay {
            config.max_delay = max_delay;
        }
        if let Some(jitter) = self.jitter {
            config.jitter = jitter;
        }
        if let Some(timeout) = self.timeout {
            config.timeout = timeout;
        }
        if let Some(attempt_timeout) = self.attempt_timeout {
            config.attempt_timeout = attempt_timeout;
        }
        config
    }
}

#[cfg(feature = "tokio")]
impl RetryOverrides {
    /// These values, and those of `others` that are not said here.
    pub(crate) fn or(self, others: Self) -> Self {
        Self {
            max: self.max.or(others.max),
            delay: self.delay.or(others.delay),
            multiplier: self.multiplier.or(others.multiplier),
            max_delay: self.max_delay.or(others.max_delay),
            jitter: self.jitter.or(others.jitter),
            timeout: self.timeout.or(others.timeout),
            attempt_timeout: self.attempt_timeout.or(others.attempt_timeout),
        }
    }
}

impl From<&RetryOverrides> for RetryOverrides {
    fn from(overrides: &RetryOverrides) -> Self {
        *overrides
    }
}

/// One line: what is replaced.
impl fmt::Display for RetryOverrides {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let limit = |limit: Option<Duration>, name| match limit {
            Some(limit) => format!("{name} {limit:?}"),
            None => format!("no {name}"),
        };
        let values = [
            self.max.map(|max| format!("max {}", Attempts(max))),
            self.delay.map(|delay| format!("delay {delay:?}")),
            self.multiplier.map(|multiplier| format!("multiplier {multiplier}")),
            self.max_delay.map(|max_delay| format!("max delay {max_delay:?}")),
            self.jitter.map(|jitter| format!("jitter {jitter}")),
            self.timeout.map(|timeout| limit(timeout, "timeout")),
            self.attempt_timeout.map(|timeout| limit(timeout, "attempt timeout")),
        ];
        let values: Vec<_> = values.into_iter().flatten().collect();
        if values.is_empty() {
            return f.write_str("nothing");
        }
        f.write_str(&values.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::RetryOverrides;
    use crate::policy::config::RetryConfig;
    use crate::policy::jitter::Jitter;
    use core::time::Duration;

    #[test]
    fn every_value_that_is_given_wins_and_no_other() {
        let second = Duration::from_secs(1);
        let code = RetryConfig::new().timeout(second * 9).attempt_timeout(second * 8);
        assert_eq!(RetryOverrides::new().over(code), code);
        let all = RetryOverrides::new()
            .max(7)
            .delay(second * 2)
            .multiplier(3.0)
            .max_delay(second * 4)
            .jitter(Jitter::Full)
            .timeout(second * 5)
            .attempt_timeout(second * 6);
        let expected = RetryConfig::new()
            .max(7)
            .delay(second * 2)
            .multiplier(3.0)
            .max_delay(second * 4)
            .jitter(Jitter::Full)
            .timeout(second * 5)
            .attempt_timeout(second * 6);
        assert_eq!(all.over(code), expected);
        assert_eq!(
            RetryOverrides::new().no_timeout().no_attempt_timeout().over(code),
            RetryConfig::new()
        );
        assert_eq!(
            all.to_string(),
            "max 7, delay 2s, multiplier 3, max delay 4s, jitter full, timeout 5s, attempt timeout 6s"
        );
        assert_eq!(RetryOverrides::new().to_string(), "nothing");
    }

    #[test]
    fn a_value_out_of_bounds_is_refused_as_in_a_policy() {
        assert_eq!(
            RetryOverrides::new().try_max(0).unwrap_err(),
            RetryConfig::new().try_max(0).unwrap_err()
        );
        assert!(RetryOverrides::new().try_timeout(Duration::ZERO).is_err());
        assert!(RetryOverrides::new().try_jitter(Jitter::Factor(2.0)).is_err());
    }
}
