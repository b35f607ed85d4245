//! The values of keys that are const expressions: their types, and then their bounds while they are evaluated at compile
//! time, where the panic is the compile error.
//!
//! A type that does not fit has no `Itself`, so that nothing else is reported of the value.
#![allow(clippy::missing_panics_doc)]

use core::time::Duration;

use crate::policy::config::RetryConfig;
use crate::policy::invalid::bound;
use crate::policy::jitter::Jitter;

// A trait for each key, with the advice that fits it; written out, since the compiler shows these lines.

/// The number of `max`.
#[diagnostic::on_unimplemented(message = "`max` must be a whole number, not `{Self}`", label = "not a whole number")]
pub trait WholeMax: Copy {
    type Itself;
}

pub const fn whole_max<T: WholeMax<Itself = T>>(value: T) -> T::Itself {
    value
}

/// The number of `delay_ms` and `delay_secs`.
#[diagnostic::on_unimplemented(
    message = "`delay_ms` and `delay_secs` must be a whole number, not `{Self}`",
    label = "for a `Duration` write `delay = …`"
)]
pub trait WholeDelay: Copy {
    type Itself;
}

pub const fn whole_delay<T: WholeDelay<Itself = T>>(value: T) -> T::Itself {
    value
}

/// The value of `delay`.
#[diagnostic::on_unimplemented(
    message = "`delay` needs a unit: it is a `Duration`, not `{Self}`",
    label = "for a number write `delay_ms = …` or `delay_secs = …`"
)]
pub trait DelayDuration: Copy {
    type Itself;
}

pub const fn delay_duration<T: DelayDuration<Itself = T>>(value: T) -> T::Itself {
    value
}

/// The number of `max_delay_ms` and `max_delay_secs`.
#[diagnostic::on_unimplemented(
    message = "`max_delay_ms` and `max_delay_secs` must be a whole number, not `{Self}`",
    label = "for a `Duration` write `max_delay = …`"
)]
pub trait WholeMaxDelay: Copy {
    type Itself;
}

pub const fn whole_max_delay<T: WholeMaxDelay<Itself = T>>(value: T) -> T::Itself {
    value
}

/// The value of `max_delay`.
#[diagnostic::on_unimplemented(
    message = "`max_delay` needs a unit: it is a `Duration`, not `{Self}`",
    label = "for a number write `max_delay_ms = …` or `max_delay_secs = …`"
)]
pub trait MaxDelayDuration: Copy {
    type Itself;
}

pub const fn max_delay_duration<T: MaxDelayDuration<Itself = T>>(value: T) -> T::Itself {
    value
}

/// The number of `timeout_ms` and `timeout_secs`.
#[diagnostic::on_unimplemented(
    message = "`timeout_ms` and `timeout_secs` must be a whole number, not `{Self}`",
    label = "for a `Duration` write `timeout = …`"
)]
pub trait WholeTimeout: Copy {
    type Itself;
}

pub const fn whole_timeout<T: WholeTimeout<Itself = T>>(value: T) -> T::Itself {
    value
}

/// The value of `timeout`.
#[diagnostic::on_unimplemented(
    message = "`timeout` needs a unit: it is a `Duration`, not `{Self}`",
    label = "for a number write `timeout_ms = …` or `timeout_secs = …`"
)]
pub trait TimeoutDuration: Copy {
    type Itself;
}

pub const fn timeout_duration<T: TimeoutDuration<Itself = T>>(value: T) -> T::Itself {
    value
}

/// The number of `attempt_timeout_ms` and `attempt_timeout_secs`.
#[diagnostic::on_unimplemented(
    message = "`attempt_timeout_ms` and `attempt_timeout_secs` must be a whole number, not `{Self}`",
    label = "for a `Duration` write `attempt_timeout = …`"
)]
pub trait WholeAttemptTimeout: Copy {
    type Itself;
}

pub const fn whole_attempt_timeout<T: WholeAttemptTimeout<Itself = T>>(value: T) -> T::Itself {
    value
}

/// The value of `attempt_timeout`.
#[diagnostic::on_unimplemented(
    message = "`attempt_timeout` needs a unit: it is a `Duration`, not `{Self}`",
    label = "for a number write `attempt_timeout_ms = …` or `attempt_timeout_secs = …`"
)]
pub trait AttemptTimeoutDuration: Copy {
    type Itself;
}

pub const fn attempt_timeout_duration<T: AttemptTimeoutDuration<Itself = T>>(value: T) -> T::Itself {
    value
}

macro_rules! types {
    ($($integer:ident)*) => {$(
        types!($integer: WholeMax WholeDelay WholeMaxDelay WholeTimeout WholeAttemptTimeout);
    )*};
    ($type:ident: $($trait:ident)*) => {
        $(impl $trait for $type {
            type Itself = Self;
        })*
    };
}

types!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);
types!(Duration: DelayDuration MaxDelayDuration TimeoutDuration AttemptTimeoutDuration);

/// What is left of an integer of any type that has become a `u128`: a negative one has become huge.
#[track_caller]
const fn within(number: u128, most: u64, negative: &str, too_large: &str) -> u64 {
    assert!(number <= i128::MAX as u128, "{}", negative);
    assert!(number <= most as u128, "{}", too_large);
    #[allow(clippy::cast_possible_truncation)] // just checked
    let number = number as u64;
    number
}

#[track_caller]
pub const fn max(max: u128) -> u32 {
    let negative = concat!("`max` ", bound!(negative_max));
    let max = within(max, u32::MAX as u64, negative, concat!("`max` ", bound!(most_max)));
    #[allow(clippy::cast_possible_truncation)] // just checked
    RetryConfig::new().max(max as u32).max
}

/// A number of seconds or milliseconds.
macro_rules! delays {
    ($($key:ident)*) => {$(
        #[track_caller]
        pub const fn $key(number: u128) -> u64 {
            within(
                number,
                u64::MAX,
                concat!("`", stringify!($key), "` ", bound!(negative_delay)),
                concat!("`", stringify!($key), "` ", bound!(most_time)),
            )
        }
    )*};
}

delays!(delay_ms delay_secs max_delay_ms max_delay_secs);

macro_rules! limits {
    ($($key:ident)*) => {$(
        #[track_caller]
        pub const fn $key(number: u128) -> u64 {
            let number = within(
                number,
                u64::MAX,
                concat!("`", stringify!($key), "` ", bound!(negative_limit)),
                concat!("`", stringify!($key), "` ", bound!(most_time)),
            );
            assert!(number > 0, "{}", concat!("`", stringify!($key), "` ", bound!(zero_limit)));
            number
        }
    )*};
}

limits!(timeout_ms timeout_secs attempt_timeout_ms attempt_timeout_secs);

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

#[track_caller]
pub const fn multiplier(multiplier: f64) -> f64 {
    RetryConfig::new().multiplier(multiplier).multiplier
}

/// A factor, or a kind of jitter. A method, since a const function of a trait cannot be called here; for another type the
/// compiler says that there is none of this name.
pub struct JitterValue<T>(pub T);

impl JitterValue<f64> {
    #[track_caller]
    pub const fn factor_or_jitter(self) -> Jitter {
        RetryConfig::new().jitter(Jitter::Factor(self.0)).jitter
    }
}

impl JitterValue<Jitter> {
    #[track_caller]
    pub const fn factor_or_jitter(self) -> Jitter {
        RetryConfig::new().jitter(self.0).jitter
    }
}
