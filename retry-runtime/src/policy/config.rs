//! What a call may do: how often, how long, how far apart.

use core::fmt;
use core::time::Duration;

use crate::policy::invalid::InvalidConfig;
use crate::policy::jitter::Jitter;

/// How often, how long and how far apart a call is attempted: the *policy* of a call, as the word is everywhere in these
/// pages.
///
/// | field | default | bounds |
/// |---|---|---|
/// | `max`: attempts in all, the first included | 3 | ≥ 1, or [`UNLIMITED`](Self::UNLIMITED) |
/// | `delay`: before the second attempt | 1 s | |
/// | `multiplier`: growth from one delay to the next | 2.0 | ≥ 1.0, finite |
/// | `max_delay`: no delay is longer, jitter included | 30 s | |
/// | `jitter`: how delays vary at random | `Factor(0.5)` | factor 0.0..=1.0 |
/// | `timeout`: limit on the call, delays included | none | > 0 |
/// | `attempt_timeout`: limit on each attempt | none | > 0 |
///
/// Every builder is `const`: a value out of bounds in a constant does not compile.
/// For values known at run time only, the `try_…` builders return
/// [`InvalidConfig`] where the others panic. Values that do not go together, as a delay longer than `max_delay`, are not
/// refused here: the cap or the limit wins. The attribute and files refuse them.
///
/// What replaces single values of a policy is a [`RetryOverrides`](crate::RetryOverrides).
///
/// ```
/// use retry_runtime::RetryConfig;
/// use std::time::Duration;
///
/// const POLICY: RetryConfig = RetryConfig::new()
///     .max(4)
///     .delay(Duration::from_millis(200))
///     .timeout(Duration::from_secs(10));
///
/// let delays: Vec<_> = POLICY.delays().collect();
/// assert_eq!(delays, [200, 400, 800].map(Duration::from_millis));
/// assert_eq!(
///     POLICY.to_string(),
///     "max 4, delay 200ms ×2 up to 30s, jitter ±50%, timeout 10s",
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[doc(alias = "policy")]
#[doc(alias = "strategy")]
#[doc(alias = "backoff")]
pub struct RetryConfig {
    pub(crate) max: u32,
    pub(crate) delay: Duration,
    pub(crate) multiplier: f64,
    pub(crate) max_delay: Duration,
    pub(crate) jitter: Jitter,
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
}

impl RetryConfig {
    /// As many attempts as it takes: for [`max`](Self::max), and what [`get_max`](Self::get_max) and
    /// [`RetryEvent::max`](crate::RetryEvent::max) give then. `unlimited` in the attribute and in files.
    ///
    /// ```
    /// use retry_runtime::RetryConfig;
    ///
    /// const POLICY: RetryConfig = RetryConfig::new().max(RetryConfig::UNLIMITED);
    /// assert!(POLICY.to_string().starts_with("max unlimited"));
    /// ```
    pub const UNLIMITED: u32 = u32::MAX;

    /// The defaults: 3 attempts, 1 s and 2 s apart, each ±50 %, without limits.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            max: 3,
            delay: Duration::from_secs(1),
            multiplier: 2.0,
            max_delay: Duration::from_secs(30),
            jitter: Jitter::DEFAULT,
            timeout: None,
            attempt_timeout: None,
        }
    }

    /// Attempts in all, the first included. Default: 3; 1 means no retry, and [`UNLIMITED`](Self::UNLIMITED) as many as
    /// it takes.
    ///
    /// ```
    /// use retry_runtime::RetryConfig;
    ///
    /// assert_eq!(RetryConfig::new().max(5).delays().len(), 4);
    /// ```
    ///
    /// # Panics
    ///
    /// If `max` is 0.
    #[must_use]
    #[track_caller]
    #[doc(alias = "attempts")]
    #[doc(alias = "retries")]
    #[doc(alias = "max_attempts")]
    #[doc(alias = "max_retries")]
    #[doc(alias = "max_times")]
    pub const fn max(self, max: u32) -> Self {
        valid(self.try_max(max))
    }

    /// [`max`](Self::max), with an error if `max` is 0.
    pub const fn try_max(mut self, max: u32) -> Result<Self, InvalidConfig> {
        if max == 0 {
            return Err(InvalidConfig::MAX);
        }
        self.max = max;
        Ok(self)
    }

    /// The delay before the second attempt. Default: 1 s; zero means no delays.
    ///
    /// Without a delay other tasks still run between two attempts, and what would end the call is seen.
    ///
    /// ```
    /// use retry_runtime::RetryConfig;
    /// use std::time::Duration;
    ///
    /// let policy = RetryConfig::new().delay(Duration::from_millis(200));
    /// assert_eq!(policy.delays().next(), Some(Duration::from_millis(200)));
    /// ```
    #[must_use]
    #[doc(alias = "backoff")]
    #[doc(alias = "initial_interval")]
    #[doc(alias = "base_delay")]
    #[doc(alias = "min_delay")]
    pub const fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// The growth from one delay to the next. Default: 2.0; 1.0 keeps them equal.
    ///
    /// ```
    /// use retry_runtime::RetryConfig;
    /// use std::time::Duration;
    ///
    /// let delays = RetryConfig::new().max(4).multiplier(3.0).delays();
    /// assert!(delays.eq([1, 3, 9].map(Duration::from_secs)));
    /// ```
    ///
    /// # Panics
    ///
    /// If `multiplier` is less than 1.0 or not finite.
    #[must_use]
    #[track_caller]
    #[doc(alias = "factor")]
    #[doc(alias = "exponent_base")]
    pub const fn multiplier(self, multiplier: f64) -> Self {
        valid(self.try_multiplier(multiplier))
    }

    /// [`multiplier`](Self::multiplier), with an error if it is less than 1.0 or
    /// not finite.
    pub const fn try_multiplier(mut self, multiplier: f64) -> Result<Self, InvalidConfig> {
        // NaN is not finite, so the comparison sees numbers only.
        if !multiplier.is_finite() || multiplier < 1.0 {
            return Err(InvalidConfig::MULTIPLIER);
        }
        self.multiplier = multiplier;
        Ok(self)
    }

    /// The longest delay, jitter included. Default: 30 s.
    ///
    /// It holds for the first delay too. An error that asks for a longer delay
    /// ([`Transient::retry_after`](crate::Transient::retry_after)) ends the call.
    ///
    /// ```
    /// use retry_runtime::RetryConfig;
    /// use std::time::Duration;
    ///
    /// let delays = RetryConfig::new().max(5).max_delay(Duration::from_secs(3)).delays();
    /// assert!(delays.eq([1, 2, 3, 3].map(Duration::from_secs)));
    /// ```
    #[must_use]
    #[doc(alias = "max_interval")]
    #[doc(alias = "cap")]
    pub const fn max_delay(mut self, max_delay: Duration) -> Self {
        self.max_delay = max_delay;
        self
    }

    /// How delays vary at random. Default: [`Jitter::Factor(0.5)`](Jitter::Factor).
    ///
    /// ```
    /// use retry_runtime::{Jitter, RetryConfig};
    ///
    /// let policy = RetryConfig::new().jitter(Jitter::None);
    /// assert!(policy.jittered_delays().eq(policy.delays()));
    /// ```
    ///
    /// # Panics
    ///
    /// If a factor is not within 0.0 to 1.0.
    #[must_use]
    #[track_caller]
    #[doc(alias = "randomization_factor")]
    pub const fn jitter(self, jitter: Jitter) -> Self {
        valid(self.try_jitter(jitter))
    }

    /// [`jitter`](Self::jitter), with an error if a factor is not within 0.0 to 1.0.
    pub const fn try_jitter(mut self, jitter: Jitter) -> Result<Self, InvalidConfig> {
        self.jitter = match jitter.check() {
            Ok(jitter) => jitter,
            Err(error) => return Err(error),
        };
        Ok(self)
    }

    /// The limit on the call, delays included, from the moment the call first has to wait or first fails. Default: none.
    ///
    /// It cuts a pending attempt, and a delay that would end at or past it is not begun. A body that blocks its thread
    /// before it first waits has used none of it.
    ///
    /// ```
    /// use retry_runtime::RetryConfig;
    /// use std::time::Duration;
    ///
    /// let policy = RetryConfig::new().timeout(Duration::from_secs(10));
    /// assert_eq!(policy.get_timeout(), Some(Duration::from_secs(10)));
    /// ```
    ///
    /// # Panics
    ///
    /// If `timeout` is zero.
    #[must_use]
    #[track_caller]
    #[doc(alias = "deadline")]
    #[doc(alias = "max_elapsed_time")]
    pub const fn timeout(self, timeout: Duration) -> Self {
        valid(self.try_timeout(timeout))
    }

    /// [`timeout`](Self::timeout), with an error if it is zero.
    pub const fn try_timeout(mut self, timeout: Duration) -> Result<Self, InvalidConfig> {
        if timeout.is_zero() {
            return Err(InvalidConfig::TIMEOUT);
        }
        self.timeout = Some(timeout);
        Ok(self)
    }

    /// The limit on each attempt. Default: none.
    ///
    /// An attempt that it cuts failed with `E::from(TimedOut)`, which is checked like any other error; in a function that
    /// returns [`RetryError`](crate::RetryError) it is transient. Who must not repeat a cut request uses
    /// [`timeout`](Self::timeout).
    ///
    /// ```
    /// use retry_runtime::RetryConfig;
    /// use std::time::Duration;
    ///
    /// let policy = RetryConfig::new().attempt_timeout(Duration::from_secs(2));
    /// assert_eq!(policy.get_attempt_timeout(), Some(Duration::from_secs(2)));
    /// ```
    ///
    /// # Panics
    ///
    /// If `timeout` is zero.
    #[must_use]
    #[track_caller]
    #[doc(alias = "per_attempt_timeout")]
    pub const fn attempt_timeout(self, timeout: Duration) -> Self {
        valid(self.try_attempt_timeout(timeout))
    }

    /// [`attempt_timeout`](Self::attempt_timeout), with an error if it is zero.
    pub const fn try_attempt_timeout(mut self, timeout: Duration) -> Result<Self, InvalidConfig> {
        if timeout.is_zero() {
            return Err(InvalidConfig::ATTEMPT_TIMEOUT);
        }
        self.attempt_timeout = Some(timeout);
        Ok(self)
    }

    /// Attempts in all, the first included; see [`max`](Self::max).
    #[must_use]
    pub const fn get_max(&self) -> u32 {
        self.max
    }

    /// The delay before the second attempt; see [`delay`](Self::delay).
    #[must_use]
    pub const fn get_delay(&self) -> Duration {
        self.delay
    }

    /// The growth of the delay; see [`multiplier`](Self::multiplier).
    #[must_use]
    pub const fn get_multiplier(&self) -> f64 {
        self.multiplier
    }

    /// The longest delay; see [`max_delay`](Self::max_delay).
    #[must_use]
    pub const fn get_max_delay(&self) -> Duration {
        self.max_delay
    }

    /// How delays vary at random; see [`jitter`](Self::jitter).
    #[must_use]
    pub const fn get_jitter(&self) -> Jitter {
        self.jitter
    }

    /// The limit on the call, if any; see [`timeout`](Self::timeout).
    #[must_use]
    pub const fn get_timeout(&self) -> Option<Duration> {
        self.timeout
    }

    /// The limit on each attempt, if any; see
    /// [`attempt_timeout`](Self::attempt_timeout).
    #[must_use]
    pub const fn get_attempt_timeout(&self) -> Option<Duration> {
        self.attempt_timeout
    }
}

/// The one place where an invalid value panics.
#[track_caller]
const fn valid(config: Result<RetryConfig, InvalidConfig>) -> RetryConfig {
    match config {
        Ok(config) => config,
        Err(error) => panic!("{}", error.message()),
    }
}

impl Default for RetryConfig {
    fn default() -> Self {
        Self::new()
    }
}

impl From<&RetryConfig> for RetryConfig {
    fn from(config: &RetryConfig) -> Self {
        *config
    }
}

/// `max`, in words where there is no most.
pub(crate) struct Attempts(pub(crate) u32);

impl fmt::Display for Attempts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            RetryConfig::UNLIMITED => f.write_str("unlimited"),
            max => max.fmt(f),
        }
    }
}

/// One line, without the limits that are not set.
impl fmt::Display for RetryConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "max {}, delay {:?} ×{} up to {:?}, jitter {}",
            Attempts(self.max),
            self.delay,
            self.multiplier,
            self.max_delay,
            self.jitter,
        )?;
        if let Some(limit) = self.timeout {
            write!(f, ", timeout {limit:?}")?;
        }
        if let Some(limit) = self.attempt_timeout {
            write!(f, ", attempt timeout {limit:?}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::RetryConfig;
    use crate::policy::{invalid::InvalidConfig, jitter::Jitter};
    use core::time::Duration;

    const NEW: RetryConfig = RetryConfig::new();

    #[test]
    fn refuses_what_is_out_of_bounds() {
        assert_eq!(NEW.try_max(0), Err(InvalidConfig::MAX));
        for bad in [0.999, -2.0, f64::NAN, f64::INFINITY] {
            assert_eq!(NEW.try_multiplier(bad), Err(InvalidConfig::MULTIPLIER));
        }
        let jitter = Jitter::Factor(1.5);
        assert_eq!(NEW.try_jitter(jitter), Err(InvalidConfig::JITTER));
        let zero = Duration::ZERO;
        assert_eq!(NEW.try_timeout(zero), Err(InvalidConfig::TIMEOUT));
        assert_eq!(NEW.try_attempt_timeout(zero), Err(InvalidConfig::ATTEMPT_TIMEOUT));
    }

    #[test]
    #[should_panic(expected = "`max` must be at least 1: it counts all attempts")]
    fn panics_with_the_message_of_the_error() {
        let _ = NEW.max(0);
    }

    #[test]
    fn shows_everything_that_is_set_in_one_line() {
        let config = NEW
            .timeout(Duration::from_secs(30))
            .attempt_timeout(Duration::from_secs(5));
        assert_eq!(
            config.to_string(),
            "max 3, delay 1s ×2 up to 30s, jitter ±50%, timeout 30s, attempt timeout 5s",
        );
        assert_eq!(NEW.to_string(), "max 3, delay 1s ×2 up to 30s, jitter ±50%");
    }
}
