//! What a derived `Transient` asks of its fields.

use core::ops::Deref;
use core::time::Duration;

use crate::report::transient::Transient;

/// The type of a field marked `#[retry_after]`, or what the function of `#[retry_after(with = f)]` makes of the field.
#[diagnostic::on_unimplemented(
    message = "`#[retry_after]` is a `Duration` or an `Option<Duration>`, not `{Self}`",
    label = "no `Duration`",
    note = "`#[retry_after(with = f)]` makes one of a field of another type"
)]
pub trait RetryAfter {
    fn wait(&self) -> Option<Duration>;
}

impl RetryAfter for Duration {
    fn wait(&self) -> Option<Duration> {
        Some(*self)
    }
}

impl RetryAfter for Option<Duration> {
    fn wait(&self) -> Option<Duration> {
        *self
    }
}

/// What the function of `#[retry_after(with = f)]` says of the field.
#[inline]
pub fn wait_by<F: ?Sized, W: RetryAfter>(function: impl FnOnce(&F) -> W, field: &F) -> Option<Duration> {
    function(field).wait()
}

/// [`Transient`], as `#[transient(forward)]` asks it of a field: with the advice that fits there.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say which of its errors are transient",
    label = "`#[transient(forward)]` asks it, and it does not implement `Transient`",
    note = "say it here: `#[transient(when = |error| …)]` decides by the variant's fields, and `#[transient]` is for all of \
            its errors",
    note = "an error of another crate may have a feature of `retry-runtime` for it, as `with-anyhow-1`, \
            `with-reqwest-0_12` or `with-sqlx-0_8`",
    note = "an error type of your own derives it: `#[derive(Transient)]`"
)]
pub trait SaysTransient {
    fn says_transient(&self) -> bool;
}

#[diagnostic::do_not_recommend]
impl<E: Transient + ?Sized> SaysTransient for E {
    #[inline]
    fn says_transient(&self) -> bool {
        self.is_transient()
    }
}

/// What a field says on behalf of its variant.
#[inline]
pub fn forward<F: SaysTransient + ?Sized>(field: &F) -> bool {
    field.says_transient()
}

/// A field that is asked on behalf of its variant. One that is not [`Transient`] is not reported here: its `is_transient`
/// has been.
pub struct Forwarded<'a, T: ?Sized>(Silent<'a, T>);

pub struct Silent<'a, T: ?Sized>(&'a T);

#[inline]
pub const fn forwarded<T: ?Sized>(field: &T) -> Forwarded<'_, T> {
    Forwarded(Silent(field))
}

impl<T: ?Sized + Transient> Forwarded<'_, T> {
    #[inline]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.0.retry_after()
    }
}

impl<'a, T: ?Sized> Deref for Forwarded<'a, T> {
    type Target = Silent<'a, T>;

    fn deref(&self) -> &Silent<'a, T> {
        &self.0
    }
}

#[allow(clippy::unused_self)] // found by probing, like its namesake above
impl<T: ?Sized> Silent<'_, T> {
    pub fn retry_after(&self) -> Option<Duration> {
        None
    }
}
