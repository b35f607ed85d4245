//! `bb8::RunError`.

use core::time::Duration;

use bb8_0_9::RunError;

use crate::Transient;

/// What bb8 itself says is one thing; the rest is said by the error of the connections:
///
/// | variant | transient |
/// |---|---|
/// | `TimedOut` | yes: no connection was free, or none could be made, within `connection_timeout` |
/// | `User(error)` | if `error` is, with its `retry_after` |
///
/// bb8 makes new connections again and again until `connection_timeout` (30 seconds by default) before it says
/// `TimedOut`: let that be shorter than the limit of an attempt, or the limit cuts it.
///
/// `From<TimedOut>` is not possible here, since `RunError` has a `From` for every error type: a function with a limit
/// returns [`RetryError<RunError<E>>`](crate::RetryError), or an error of your own.
impl<E: Transient> Transient for RunError<E> {
    fn is_transient(&self) -> bool {
        match self {
            Self::User(error) => error.is_transient(),
            Self::TimedOut => true,
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::User(error) => error.retry_after(),
            Self::TimedOut => None,
        }
    }
}
