//! Why a call ended without success.

use core::error::Error;
use core::fmt;
use core::time::Duration;

use crate::report::timed_out::{Scope, TimedOut};

/// Why a call ended without success, with the last error of the operation.
///
/// A function under `#[retry]` that returns `Result<T, RetryError<E>>` tells its
/// caller not only what failed but why it was not tried again. `attempts` counts all
/// attempts begun, the first included; `elapsed` is the time from the start of the
/// call to its end, delays included.
///
/// The message contains that of the last error, which [`source`](Error::source)
/// returns too: print the one or the chain, not both.
///
/// ```
/// use retry_runtime::RetryError;
///
/// fn report(error: &RetryError<std::io::Error>) -> String {
///     match error {
///         RetryError::Permanent { source, .. } => format!("refused: {source}"),
///         error if error.is_timeout() => "too slow".to_owned(),
///         error => format!("still failing after {} attempts", error.attempts()),
///     }
/// }
/// # let source = std::io::Error::other("no");
/// # assert_eq!(report(&RetryError::Permanent { attempts: 1, source }), "refused: no");
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RetryError<E> {
    /// The error was not transient, so another attempt would have been in vain.
    Permanent {
        /// Attempts begun.
        attempts: u32,
        /// The permanent error.
        source: E,
    },
    /// All `max` attempts failed, the last one with a transient error.
    MaxRetriesExceeded {
        /// Attempts begun.
        attempts: u32,
        /// Time from the start of the call to its end.
        elapsed: Duration,
        /// The error of the last attempt.
        source: E,
    },
    /// A limit on time ended the call.
    ///
    /// Either an attempt was cut, or the next delay would have been too long: past
    /// the deadline, or past `max_delay` where the error asked for more.
    OperationCancelled {
        /// Attempts begun, one that was cut included.
        attempts: u32,
        /// Time from the start of the call to its end.
        elapsed: Duration,
        /// The limit, and whether it is the call's or the last attempt's.
        timed_out: TimedOut,
        /// The last error of the operation itself, if an attempt came to one.
        last: Option<E>,
    },
    /// The retry budget refused another attempt.
    BudgetExhausted {
        /// Attempts begun.
        attempts: u32,
        /// Time from the start of the call to its end.
        elapsed: Duration,
        /// The error of the last attempt.
        source: E,
    },
}

impl<E> RetryError<E> {
    /// Attempts begun, the first included.
    #[must_use]
    pub const fn attempts(&self) -> u32 {
        match *self {
            Self::Permanent { attempts, .. }
            | Self::MaxRetriesExceeded { attempts, .. }
            | Self::OperationCancelled { attempts, .. }
            | Self::BudgetExhausted { attempts, .. } => attempts,
        }
    }

    /// Time from the start of the call to its end, delays included.
    ///
    /// `None` for [`Permanent`](Self::Permanent): a call that fails at once reads no
    /// clock.
    #[must_use]
    pub const fn elapsed(&self) -> Option<Duration> {
        match *self {
            Self::Permanent { .. } => None,
            Self::MaxRetriesExceeded { elapsed, .. }
            | Self::OperationCancelled { elapsed, .. }
            | Self::BudgetExhausted { elapsed, .. } => Some(elapsed),
        }
    }

    /// Whether a limit on time ended the call: [`OperationCancelled`](Self::OperationCancelled).
    #[must_use]
    pub const fn is_timeout(&self) -> bool {
        matches!(self, Self::OperationCancelled { .. })
    }

    /// The last error of the operation itself; `None` if every attempt was cut.
    #[must_use]
    pub const fn last(&self) -> Option<&E> {
        match self {
            Self::Permanent { source, .. }
            | Self::MaxRetriesExceeded { source, .. }
            | Self::BudgetExhausted { source, .. } => Some(source),
            Self::OperationCancelled { last, .. } => last.as_ref(),
        }
    }

    /// The last error of the operation itself, by value; see [`last`](Self::last).
    #[must_use]
    pub fn into_last(self) -> Option<E> {
        match self {
            Self::Permanent { source, .. }
            | Self::MaxRetriesExceeded { source, .. }
            | Self::BudgetExhausted { source, .. } => Some(source),
            Self::OperationCancelled { last, .. } => last,
        }
    }
}

impl<E: fmt::Display> fmt::Display for RetryError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Permanent { attempts, source } => {
                write!(f, "permanent error in attempt {attempts}: {source}")
            }
            Self::MaxRetriesExceeded {
                attempts,
                elapsed,
                source,
            } => {
                let attempts = Attempts(*attempts);
                write!(f, "gave up after {attempts} in {elapsed:?}: {source}")
            }
            Self::OperationCancelled {
                attempts,
                elapsed,
                timed_out,
                last,
            } => {
                let (attempts, limit) = (Attempts(*attempts), timed_out.limit);
                write!(f, "cancelled after {attempts} in {elapsed:?}")?;
                match timed_out.scope {
                    Scope::Operation => write!(f, ", limit {limit:?}")?,
                    Scope::Attempt => write!(f, ", the last one cut at its limit of {limit:?}")?,
                }
                match last {
                    Some(last) => write!(f, "; last error: {last}"),
                    None => Ok(()),
                }
            }
            Self::BudgetExhausted {
                attempts,
                elapsed,
                source,
            } => {
                let attempts = Attempts(*attempts);
                write!(f, "retry budget exhausted after {attempts} in {elapsed:?}: {source}")
            }
        }
    }
}

/// A count with its noun.
struct Attempts(u32);

impl fmt::Display for Attempts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let noun = if self.0 == 1 { "attempt" } else { "attempts" };
        write!(f, "{} {noun}", self.0)
    }
}

impl<E: Error + 'static> Error for RetryError<E> {
    /// The last error of the operation, or the [`TimedOut`] if there is none.
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Permanent { source, .. }
            | Self::MaxRetriesExceeded { source, .. }
            | Self::BudgetExhausted { source, .. } => Some(source),
            Self::OperationCancelled { last: Some(last), .. } => Some(last),
            Self::OperationCancelled {
                timed_out, last: None, ..
            } => Some(timed_out),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RetryError;
    use crate::report::timed_out::{Scope, TimedOut};
    use core::error::Error;
    use core::time::Duration;
    use std::io;

    const ELAPSED: Duration = Duration::from_secs(12);

    fn cancelled<E>(scope: Scope, last: Option<E>) -> RetryError<E> {
        let limit = Duration::from_secs(5);
        let timed_out = TimedOut {
            limit,
            scope,
            attempts: 2,
        };
        RetryError::OperationCancelled {
            attempts: 2,
            elapsed: ELAPSED,
            timed_out,
            last,
        }
    }

    #[test]
    fn messages_need_nothing_but_display() {
        let permanent = RetryError::Permanent {
            attempts: 1,
            source: "no",
        };
        assert_eq!(permanent.to_string(), "permanent error in attempt 1: no");
        assert_eq!(permanent.elapsed(), None);

        let exceeded = RetryError::MaxRetriesExceeded {
            attempts: 1,
            elapsed: ELAPSED,
            source: "no",
        };
        assert_eq!(exceeded.to_string(), "gave up after 1 attempt in 12s: no");
        assert_eq!(exceeded.elapsed(), Some(ELAPSED));

        let budget = RetryError::BudgetExhausted {
            attempts: 2,
            elapsed: ELAPSED,
            source: "no",
        };
        assert_eq!(budget.to_string(), "retry budget exhausted after 2 attempts in 12s: no");
    }

    #[test]
    fn messages_say_which_limit_ended_the_call() {
        assert_eq!(
            cancelled(Scope::Operation, Some("no")).to_string(),
            "cancelled after 2 attempts in 12s, limit 5s; last error: no",
        );
        assert_eq!(
            cancelled::<&str>(Scope::Attempt, None).to_string(),
            "cancelled after 2 attempts in 12s, the last one cut at its limit of 5s",
        );
    }

    #[test]
    fn the_source_is_the_last_error_or_else_the_limit() {
        let with = cancelled(Scope::Operation, Some(io::Error::other("no")));
        assert!(with.source().is_some_and(<dyn Error>::is::<io::Error>));
        assert!(with.is_timeout() && with.last().is_some());
        assert!(with.into_last().is_some_and(|last| last.to_string() == "no"));

        let without = cancelled::<io::Error>(Scope::Operation, None);
        assert!(without.source().is_some_and(<dyn Error>::is::<TimedOut>));
        assert!(without.is_timeout() && without.into_last().is_none());
    }
}
