//! The error for a limit that was reached.

use core::fmt;
use core::time::Duration;
use std::io;

/// A limit was reached: that of the call or that of one attempt.
///
/// A function under `#[retry]` with a limit needs an error type that it converts
/// into. [`io::Error`] (of kind [`TimedOut`](io::ErrorKind::TimedOut)),
/// `Box<dyn Error>` and `anyhow::Error` are such types; for your own, write
/// `#[from] retry_runtime::TimedOut` with `thiserror`, `#[timed_out]` with
/// `#[derive(Transient)]`, or:
///
/// ```
/// use retry_runtime::TimedOut;
///
/// enum ApiError {
///     TooSlow(TimedOut),
/// }
///
/// impl From<TimedOut> for ApiError {
///     fn from(timed_out: TimedOut) -> Self {
///         ApiError::TooSlow(timed_out)
///     }
/// }
/// ```
///
/// `anyhow::Error`, `eyre::Report` and `Box<dyn Error + Send + Sync>` keep the last error of a call behind the limit that
/// has cut it: it is the next in their chain. In such a box [`find_in_chain`](crate::find_in_chain) finds this type;
/// `downcast_ref` does in the two others, which have it as a context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimedOut {
    pub(crate) limit: Duration,
    pub(crate) scope: Scope,
    pub(crate) attempts: u32,
}

/// What a limit applied to.
///
/// ```
/// use retry_runtime::{Scope, TimedOut};
///
/// /// A call that took too long is worth an alarm; one attempt is not.
/// fn is_alarming(timed_out: &TimedOut) -> bool {
///     timed_out.scope() == Scope::Operation
/// }
/// # assert!(!is_alarming(&TimedOut::new(std::time::Duration::ZERO, Scope::Attempt, 1)));
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The call, delays included (`timeout`).
    Operation,
    /// One attempt (`attempt_timeout`).
    Attempt,
}

impl TimedOut {
    /// That `limit`, on what `scope` says, was reached in attempt `attempts`.
    ///
    /// Calls make it themselves; this is for tests, and for limits of your own.
    ///
    /// ```
    /// use retry_runtime::{Scope, TimedOut};
    /// use std::time::Duration;
    ///
    /// let timed_out = TimedOut::new(Duration::from_secs(5), Scope::Attempt, 2);
    /// assert_eq!(timed_out.to_string(), "attempt 2 timed out after 5s");
    /// ```
    #[must_use]
    pub const fn new(limit: Duration, scope: Scope, attempts: u32) -> Self {
        Self { limit, scope, attempts }
    }

    /// The limit that was reached, as configured.
    #[must_use]
    pub const fn limit(&self) -> Duration {
        self.limit
    }

    /// What the limit applied to: the call or one attempt.
    #[must_use]
    pub const fn scope(&self) -> Scope {
        self.scope
    }

    /// Attempts begun, the one that was cut included.
    #[must_use]
    pub const fn attempts(&self) -> u32 {
        self.attempts
    }
}

impl fmt::Display for TimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { limit, scope, attempts } = self;
        match (scope, attempts) {
            (Scope::Attempt, _) => write!(f, "attempt {attempts} timed out after {limit:?}"),
            // Without a retry there is nothing to tell the attempts apart for.
            (Scope::Operation, 0 | 1) => write!(f, "timed out after {limit:?}"),
            (Scope::Operation, _) => write!(f, "timed out after {limit:?}, in attempt {attempts}"),
        }
    }
}

impl core::error::Error for TimedOut {}

/// An error of kind [`TimedOut`](io::ErrorKind::TimedOut), with the value inside.
///
/// ```
/// use retry_runtime::TimedOut;
/// use std::io;
///
/// fn limit_of(error: &io::Error) -> Option<&TimedOut> {
///     error.get_ref()?.downcast_ref()
/// }
/// # assert!(limit_of(&io::ErrorKind::TimedOut.into()).is_none());
/// ```
impl From<TimedOut> for io::Error {
    fn from(timed_out: TimedOut) -> Self {
        Self::new(io::ErrorKind::TimedOut, timed_out)
    }
}

/// An error that has room for others in its chain: what a call came to before its limit cut it.
#[cfg(feature = "tokio")]
pub trait KeepsLast: From<TimedOut> {
    /// That `timed_out` has cut the call, with the last error behind it.
    fn with_last(timed_out: TimedOut, last: Self) -> Self;
}

#[cfg(test)]
mod tests {
    use super::{Scope, TimedOut};
    use core::time::Duration;
    use std::io;

    const SECOND_ATTEMPT: TimedOut = TimedOut {
        limit: Duration::from_secs(5),
        scope: Scope::Attempt,
        attempts: 2,
    };

    #[test]
    fn says_what_was_limited() {
        let operation = TimedOut {
            scope: Scope::Operation,
            ..SECOND_ATTEMPT
        };
        let first = TimedOut {
            attempts: 1,
            ..operation
        };
        assert_eq!(SECOND_ATTEMPT.to_string(), "attempt 2 timed out after 5s");
        assert_eq!(operation.to_string(), "timed out after 5s, in attempt 2");
        assert_eq!(first.to_string(), "timed out after 5s");
    }

    #[test]
    fn is_kept_inside_an_io_error() {
        let error = io::Error::from(SECOND_ATTEMPT);
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
        assert_eq!(inner, Some(&SECOND_ATTEMPT));
    }
}
