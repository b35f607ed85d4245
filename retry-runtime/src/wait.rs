//! The types of a field that says how long to wait.

use core::time::Duration;

/// The type of a field marked `#[retry_after]`.
#[diagnostic::on_unimplemented(
    message = "a `#[retry_after]` field is a `Duration` or an `Option<Duration>`, not `{Self}`",
    label = "no `Duration`"
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
