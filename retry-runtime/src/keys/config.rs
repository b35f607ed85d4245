//! The policy of a call in generated code: the keys that are values of it, and `config` and `overrides`.

use core::time::Duration;

use crate::policy::config::RetryConfig;
use crate::policy::overrides::RetryOverrides;

/// The value of the key `config`.
#[inline]
pub fn configured<M, C: IntoConfig<M>>(config: C) -> RetryConfig {
    config.into_config()
}

/// The value of the key `overrides`, over the policy that everything else makes.
#[inline]
pub fn overridden<M, O: IntoOverrides<M>>(overrides: O, policy: &RetryConfig) -> RetryConfig {
    overrides.into_overrides().over(*policy)
}

/// A value of the key `config`. `M` tells the ways apart.
#[diagnostic::on_unimplemented(
    message = "`config` takes a `RetryConfig`, not `{Self}`",
    label = "not a `RetryConfig`",
    note = "it takes whatever is `Into<RetryConfig>`, a `&RetryConfig`, or an `Option` of either"
)]
pub trait IntoConfig<M> {
    fn into_config(self) -> RetryConfig;
}

pub struct ByInto;

#[diagnostic::do_not_recommend]
impl<C: Into<RetryConfig>> IntoConfig<ByInto> for C {
    #[inline]
    fn into_config(self) -> RetryConfig {
        self.into()
    }
}

pub struct ByOption;

#[diagnostic::do_not_recommend]
impl<C: Into<RetryConfig>> IntoConfig<ByOption> for Option<C> {
    fn into_config(self) -> RetryConfig {
        self.map_or(RetryConfig::new(), Into::into)
    }
}

/// A value of the key `overrides`. `M` tells the ways apart.
#[diagnostic::on_unimplemented(
    message = "`overrides` takes a `RetryOverrides`, not `{Self}`",
    label = "not a `RetryOverrides`",
    note = "it takes a `RetryOverrides`, a reference to one, or an `Option` of either"
)]
pub trait IntoOverrides<M> {
    fn into_overrides(self) -> RetryOverrides;
}

#[diagnostic::do_not_recommend]
impl<O: Into<RetryOverrides>> IntoOverrides<ByInto> for O {
    #[inline]
    fn into_overrides(self) -> RetryOverrides {
        self.into()
    }
}

#[diagnostic::do_not_recommend]
impl<O: Into<RetryOverrides>> IntoOverrides<ByOption> for Option<O> {
    fn into_overrides(self) -> RetryOverrides {
        self.map_or(RetryOverrides::new(), Into::into)
    }
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
