//! Configurations in generated code: constant, given at run time, or one over the other.

use core::time::Duration;

use crate::config::RetryConfig;

/// The value of the key `config`.
#[inline]
pub fn configured(config: impl Into<RetryConfig>) -> RetryConfig {
    config.into()
}

/// The key `max`, with which a policy begins.
#[inline]
#[track_caller]
pub const fn attempts(max: u32) -> RetryConfig {
    RetryConfig::new().max(max)
}

/// The keys with a unit, whose literals are written as they are.
#[doc(hidden)]
#[allow(missing_docs)]
impl RetryConfig {
    #[must_use]
    pub const fn delay_ms(self, delay: u64) -> Self {
        self.delay(Duration::from_millis(delay))
    }

    #[must_use]
    pub const fn delay_secs(self, delay: u64) -> Self {
        self.delay(Duration::from_secs(delay))
    }

    #[must_use]
    pub const fn max_delay_ms(self, delay: u64) -> Self {
        self.max_delay(Duration::from_millis(delay))
    }

    #[must_use]
    pub const fn max_delay_secs(self, delay: u64) -> Self {
        self.max_delay(Duration::from_secs(delay))
    }

    #[must_use]
    pub const fn timeout_ms(self, limit: u64) -> Self {
        self.timeout(Duration::from_millis(limit))
    }

    #[must_use]
    pub const fn timeout_secs(self, limit: u64) -> Self {
        self.timeout(Duration::from_secs(limit))
    }

    #[must_use]
    pub const fn attempt_timeout_ms(self, limit: u64) -> Self {
        self.attempt_timeout(Duration::from_millis(limit))
    }

    #[must_use]
    pub const fn attempt_timeout_secs(self, limit: u64) -> Self {
        self.attempt_timeout(Duration::from_secs(limit))
    }
}

/// The values of const expressions, checked while they are evaluated at compile time: the panic is the compile error.
#[allow(clippy::missing_panics_doc)]
pub mod checked {
    use core::time::Duration;

    use crate::config::RetryConfig;
    use crate::jitter::Jitter;

    /// An integer of any type: a negative one has become huge.
    #[track_caller]
    pub const fn max(max: u128) -> u32 {
        assert!(max <= u32::MAX as u128, "`max` is negative or too large");
        #[allow(clippy::cast_possible_truncation)] // just checked
        let max = max as u32;
        RetryConfig::new().max(max).max
    }

    /// A number of seconds or milliseconds, of any integer type.
    #[track_caller]
    pub const fn units(number: u128) -> u64 {
        assert!(number <= u64::MAX as u128, "a time is negative or too large");
        #[allow(clippy::cast_possible_truncation)] // just checked
        let number = number as u64;
        number
    }

    #[track_caller]
    pub const fn multiplier(multiplier: f64) -> f64 {
        RetryConfig::new().multiplier(multiplier).multiplier
    }

    #[track_caller]
    pub const fn jitter(factor: f64) -> Jitter {
        RetryConfig::new().jitter(Jitter::Factor(factor)).jitter
    }

    #[track_caller]
    pub const fn timeout(limit: Duration) -> Duration {
        let _ = RetryConfig::new().timeout(limit);
        limit
    }

    #[track_caller]
    pub const fn attempt_timeout(limit: Duration) -> Duration {
        let _ = RetryConfig::new().attempt_timeout(limit);
        limit
    }
}
