//! The error for a value that a policy cannot take.

use core::fmt;

/// What is wrong with a value, after the name of its field or key: one text for builders, for const expressions and for
/// files. The attribute has the same for literals, which its own tests compare.
macro_rules! bound {
    (zero_max) => {
        "must be at least 1: it counts all attempts, the first included"
    };
    (negative_max) => {
        "cannot be negative: as many attempts as it takes are `unlimited`"
    };
    (most_max) => {
        "must be at most 4294967295"
    };
    (negative_delay) => {
        "cannot be negative: 0 is no delay"
    };
    (negative_limit) => {
        "cannot be negative: leave it out for no limit"
    };
    (most_time) => {
        "must be at most 18446744073709551615"
    };
    (zero_limit) => {
        "must be longer than zero: leave it out for no limit"
    };
    (multiplier) => {
        "must be at least 1.0 and finite: delays never shrink"
    };
    (factor) => {
        "must be a factor from 0.0 to 1.0: it is the share of the delay that varies"
    };
    (jitter) => {
        "must be `none`, `full`, `equal`, `decorrelated` or a factor from 0.0 to 1.0"
    };
}
#[cfg(any(feature = "serde", feature = "tokio"))]
pub(crate) use bound;

/// A value that a [`RetryConfig`](crate::RetryConfig), a [`RetryOverrides`](crate::RetryOverrides) or a `RetryBudget`
/// cannot take.
///
/// The message names the field and its bound. The `try_…` builders return it;
/// the builders without `try_` panic with the same message.
///
/// ```
/// use retry_runtime::RetryConfig;
///
/// let error = RetryConfig::new().try_max(0).unwrap_err();
/// assert!(error.to_string().contains("`max` must be at least 1"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidConfig {
    message: &'static str,
}

impl InvalidConfig {
    pub(crate) const MAX: Self = Self::new(concat!("`max` ", bound!(zero_max)));
    pub(crate) const MULTIPLIER: Self = Self::new(concat!("`multiplier` ", bound!(multiplier)));
    pub(crate) const JITTER: Self = Self::new(concat!("`jitter` ", bound!(factor)));
    pub(crate) const TIMEOUT: Self = Self::new(concat!("`timeout` ", bound!(zero_limit)));
    pub(crate) const ATTEMPT_TIMEOUT: Self = Self::new(concat!("`attempt_timeout` ", bound!(zero_limit)));
    #[cfg(feature = "tokio")]
    pub(crate) const REFILL: Self = Self::new("`refill_per_success` must be 0.0 or more, and finite");

    pub(crate) const fn new(message: &'static str) -> Self {
        Self { message }
    }

    /// What is wrong: the field, its bound, and why.
    #[must_use]
    pub const fn message(&self) -> &'static str {
        self.message
    }
}

impl fmt::Display for InvalidConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message)
    }
}

impl core::error::Error for InvalidConfig {}

#[cfg(test)]
mod tests {
    use super::InvalidConfig;

    #[test]
    fn names_the_field_first() {
        for (error, field) in [
            (InvalidConfig::MAX, "`max` "),
            (InvalidConfig::MULTIPLIER, "`multiplier` "),
            (InvalidConfig::JITTER, "`jitter` "),
            (InvalidConfig::TIMEOUT, "`timeout` "),
            (InvalidConfig::ATTEMPT_TIMEOUT, "`attempt_timeout` "),
            #[cfg(feature = "tokio")]
            (InvalidConfig::REFILL, "`refill_per_success` "),
        ] {
            assert!(error.message().starts_with(field), "{error}");
            assert_eq!(error.to_string(), error.message());
        }
    }
}
