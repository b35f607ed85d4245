//! Configurations in generated code: constant, given at run time, or one over the other.

use crate::config::RetryConfig;

/// The value of the key `config`.
#[inline]
pub fn configured(config: impl Into<RetryConfig>) -> RetryConfig {
    config.into()
}

/// `config` with those fields of `keys` that the attribute names.
pub fn overlaid(mut config: RetryConfig, keys: &RetryConfig, named: u8) -> RetryConfig {
    if named & fields::MAX != 0 {
        config.max = keys.max;
    }
    if named & fields::DELAY != 0 {
        config.delay = keys.delay;
    }
    if named & fields::MULTIPLIER != 0 {
        config.multiplier = keys.multiplier;
    }
    if named & fields::MAX_DELAY != 0 {
        config.max_delay = keys.max_delay;
    }
    if named & fields::JITTER != 0 {
        config.jitter = keys.jitter;
    }
    if named & fields::TIMEOUT != 0 {
        config.timeout = keys.timeout;
    }
    if named & fields::ATTEMPT_TIMEOUT != 0 {
        config.attempt_timeout = keys.attempt_timeout;
    }
    config
}

pub mod fields {
    pub const MAX: u8 = 1;
    pub const DELAY: u8 = 1 << 1;
    pub const MULTIPLIER: u8 = 1 << 2;
    pub const MAX_DELAY: u8 = 1 << 3;
    pub const JITTER: u8 = 1 << 4;
    pub const TIMEOUT: u8 = 1 << 5;
    pub const ATTEMPT_TIMEOUT: u8 = 1 << 6;
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
