//! Why a call ended without success.

mod text;

use core::error::Error;
use core::fmt;
use core::ptr;
use core::time::Duration;

use crate::report::timed_out::TimedOut;

/// Why a call ended without success, with the last error of the operation.
///
/// A function under `#[retry]` that returns `Result<T, RetryError<E>>` tells its
/// caller not only what failed but why it was not tried again. `attempts` counts all
/// attempts begun, the first included.
///
/// `elapsed` counts as the limit does: from the moment the call first has to wait or first fails, to its end, delays
/// included. A body that blocks its thread before it first waits is not counted: one that works for 500 ms without an
/// `.await` and then fails has an `elapsed` of zero.
///
/// The message says how the call ended; `{:#}` adds the message of the last error, which [`source`](Error::source)
/// returns. Whatever prints the chain of sources prints it once.
///
/// An error that is no [`Error`] itself, as `anyhow::Error` or `Box<dyn Error + Send + Sync>`, goes on with
/// [`into_error`](Self::into_error).
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
/// # let permanent = retry_runtime::testing::permanent(1, std::io::Error::other("no"));
/// # assert_eq!(report(&permanent), "refused: no");
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RetryError<E> {
    /// The error was not transient, so another attempt would have been in vain.
    #[non_exhaustive]
    Permanent {
        /// Attempts begun.
        attempts: u32,
        /// The permanent error.
        source: E,
    },
    /// All `max` attempts failed, the last one with a transient error; or the delays of the key `backoff` have ended.
    #[non_exhaustive]
    #[doc(alias = "exhausted")]
    MaxRetriesExceeded {
        /// Attempts begun.
        attempts: u32,
        /// Time from the call's first wait or first failure to its end.
        elapsed: Duration,
        /// The error of the last attempt.
        source: E,
    },
    /// A limit on time ended the call.
    ///
    /// An attempt was cut, or the next delay would have passed the deadline, or did where the executor was late.
    #[non_exhaustive]
    #[doc(alias = "timeout")]
    OperationCancelled {
        /// Attempts begun, one that was cut included.
        attempts: u32,
        /// Time from the call's first wait or first failure to its end.
        elapsed: Duration,
        /// The limit, and whether it is the call's or the last attempt's.
        timed_out: TimedOut,
        /// The last error of the operation itself, if an attempt came to one.
        last: Option<E>,
    },
    /// The last error asked for a delay longer than `max_delay`.
    #[non_exhaustive]
    RetryAfterTooLong {
        /// Attempts begun.
        attempts: u32,
        /// Time from the call's first wait or first failure to its end.
        elapsed: Duration,
        /// The delay that the error asked for.
        retry_after: Duration,
        /// The longest delay that the policy allows.
        max_delay: Duration,
        /// The error of the last attempt.
        source: E,
    },
    /// The budget had no retry left.
    #[non_exhaustive]
    BudgetExhausted {
        /// Attempts begun.
        attempts: u32,
        /// Time from the call's first wait or first failure to its end.
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
            | Self::RetryAfterTooLong { attempts, .. }
            | Self::BudgetExhausted { attempts, .. } => attempts,
        }
    }

    /// Time from the call's first wait or first failure to its end, delays included.
    ///
    /// `None` for [`Permanent`](Self::Permanent): a permanent error reads no clock.
    #[must_use]
    pub const fn elapsed(&self) -> Option<Duration> {
        match *self {
            Self::Permanent { .. } => None,
            Self::MaxRetriesExceeded { elapsed, .. }
            | Self::OperationCancelled { elapsed, .. }
            | Self::RetryAfterTooLong { elapsed, .. }
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
            | Self::RetryAfterTooLong { source, .. }
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
            | Self::RetryAfterTooLong { source, .. }
            | Self::BudgetExhausted { source, .. } => Some(source),
            Self::OperationCancelled { last, .. } => last,
        }
    }
}

impl<E> RetryError<E> {
    /// The same error about another one.
    fn map<F>(self, into: impl FnOnce(E) -> F) -> RetryError<F> {
        match self {
            Self::Permanent { attempts, source } => RetryError::Permanent {
                attempts,
                source: into(source),
            },
            Self::MaxRetriesExceeded {
                attempts,
                elapsed,
                source,
            } => RetryError::MaxRetriesExceeded {
                attempts,
                elapsed,
                source: into(source),
            },
            Self::OperationCancelled {
                attempts,
                elapsed,
                timed_out,
                last,
            } => RetryError::OperationCancelled {
                attempts,
                elapsed,
                timed_out,
                last: last.map(into),
            },
            Self::RetryAfterTooLong {
                attempts,
                elapsed,
                retry_after,
                max_delay,
                source,
            } => RetryError::RetryAfterTooLong {
                attempts,
                elapsed,
                retry_after,
                max_delay,
                source: into(source),
            },
            Self::BudgetExhausted {
                attempts,
                elapsed,
                source,
            } => RetryError::BudgetExhausted {
                attempts,
                elapsed,
                source: into(source),
            },
        }
    }

    /// How the call ended, and the limit where `last` is none.
    fn source_of<'a>(&'a self, last: impl FnOnce(&'a E) -> &'a (dyn Error + 'static)) -> &'a (dyn Error + 'static) {
        match self {
            Self::Permanent { source, .. }
            | Self::MaxRetriesExceeded { source, .. }
            | Self::RetryAfterTooLong { source, .. }
            | Self::BudgetExhausted { source, .. }
            | Self::OperationCancelled { last: Some(source), .. } => last(source),
            Self::OperationCancelled {
                timed_out, last: None, ..
            } => timed_out,
        }
    }
}

impl<E: Into<Box<dyn Error + Send + Sync>>> RetryError<E> {
    /// This error where `E` is no [`Error`] itself, as `anyhow::Error` and `Box<dyn Error + Send + Sync>` are none: it
    /// keeps how the call ended and the last error, whose chain goes on as [`source`](Error::source).
    ///
    /// ```
    /// use retry_runtime::{RetryError, retry};
    ///
    /// #[retry(max = 2, delay_ms = 1, when = |_| true)]
    /// async fn read() -> Result<u8, RetryError<anyhow::Error>> {
    ///     anyhow::bail!("no such page")
    /// }
    ///
    /// async fn report() -> anyhow::Result<u8> {
    ///     Ok(read().await.map_err(RetryError::into_error)?)
    /// }
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() {
    /// let error = report().await.unwrap_err();
    /// assert!(format!("{error:#}").ends_with(": no such page"));
    /// # }
    /// ```
    #[must_use]
    pub fn into_error(self) -> impl Error + Send + Sync + 'static {
        Boxed(self.map(Into::into))
    }
}

/// A [`RetryError`] about an error whose type is not known.
struct Boxed(RetryError<Box<dyn Error + Send + Sync>>);

impl fmt::Debug for Boxed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Boxed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Error for Boxed {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(self.0.source_of(|last| &**last))
    }

    fn cause(&self) -> Option<&dyn Error> {
        Some(&RETRIED)
    }
}

impl<E: RetriedError> Error for RetryError<E> {
    /// The last error of the operation, or the [`TimedOut`] if there is none.
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(self.source_of(RetriedError::as_error))
    }

    fn cause(&self) -> Option<&dyn Error> {
        Some(&RETRIED)
    }
}

/// What [`Error::cause`] returns, which nothing follows any more: the one way to recognise a `RetryError` behind a
/// `dyn Error`, where its `E` is not known. `Box` and `Arc` hand it on.
static RETRIED: Retried = Retried("a retried call");

#[derive(Debug)]
struct Retried(&'static str);

impl fmt::Display for Retried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Error for Retried {}

/// Whether this is a [`RetryError`], about whatever error.
pub(crate) fn is_retry_error(error: &(dyn Error + 'static)) -> bool {
    #[allow(deprecated)] // `source` is the last error
    let cause = error.cause();
    cause.is_some_and(|cause| ptr::addr_eq(cause, &raw const RETRIED))
}

/// The error of a retried operation that is an [`Error`] itself.
#[diagnostic::on_unimplemented(
    message = "`RetryError<{Self}>` is no `std::error::Error`, since `{Self}` is none",
    label = "write `.map_err(RetryError::into_error)?`",
    note = "`RetryError::into_error` keeps how the call ended and the last error in one chain"
)]
pub trait RetriedError: fmt::Debug + fmt::Display {
    #[doc(hidden)]
    fn as_error(&self) -> &(dyn Error + 'static);
}

#[diagnostic::do_not_recommend]
impl<E: Error + 'static> RetriedError for E {
    fn as_error(&self) -> &(dyn Error + 'static) {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::RetryError;
    use crate::report::timed_out::{Scope, TimedOut};
    use core::error::Error;
    use core::time::Duration;
    use std::io;

    fn cancelled(last: Option<io::Error>) -> RetryError<io::Error> {
        let limit = Duration::from_secs(5);
        RetryError::OperationCancelled {
            attempts: 2,
            elapsed: Duration::from_secs(12),
            timed_out: TimedOut::new(limit, Scope::Operation, 2),
            last,
        }
    }

    #[test]
    fn no_chain_prints_an_error_twice() {
        let chain = |mut error: &dyn Error| {
            let mut text = error.to_string();
            while let Some(source) = error.source() {
                text = format!("{text}: {source}");
                error = source;
            }
            text
        };
        let error = RetryError::Permanent {
            attempts: 1,
            source: io::Error::other("no"),
        };
        assert_eq!(chain(&error), "permanent error in attempt 1: no");

        let boxed = RetryError::Permanent {
            attempts: 1,
            source: Box::<dyn Error + Send + Sync>::from("no"),
        };
        assert_eq!(chain(&boxed.into_error()), "permanent error in attempt 1: no");
    }

    #[test]
    fn the_source_is_the_last_error_or_else_the_limit() {
        let with = cancelled(Some(io::Error::other("no")));
        assert!(with.source().is_some_and(<dyn Error>::is::<io::Error>));
        assert!(with.is_timeout() && with.last().is_some());
        assert!(with.into_last().is_some_and(|last| last.to_string() == "no"));

        let without = cancelled(None);
        assert!(without.source().is_some_and(<dyn Error>::is::<TimedOut>));
        assert!(without.is_timeout() && without.into_last().is_none());
    }
}
