//! The messages of [`RetryError`].

use core::fmt;

use super::RetryError;
use crate::report::timed_out::{Scope, TimedOut};

/// How the call ended; `{:#}` adds the last error.
impl<E: fmt::Display> fmt::Display for RetryError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Permanent { attempts, .. } => write!(f, "permanent error in attempt {attempts}")?,
            Self::MaxRetriesExceeded { attempts, elapsed, .. } => {
                write!(f, "gave up after {} in {elapsed:?}", Attempts(*attempts))?;
            }
            Self::OperationCancelled {
                attempts,
                elapsed,
                timed_out: TimedOut { limit, scope, .. },
                ..
            } => {
                write!(f, "cancelled after {} in {elapsed:?}", Attempts(*attempts))?;
                match scope {
                    Scope::Operation => write!(f, ", limit {limit:?}")?,
                    Scope::Attempt => write!(f, ", the last one cut at its limit of {limit:?}")?,
                }
            }
            Self::RetryAfterTooLong {
                attempts,
                elapsed,
                retry_after,
                max_delay,
                ..
            } => {
                let attempts = Attempts(*attempts);
                write!(
                    f,
                    "gave up after {attempts} in {elapsed:?}: asked to wait {retry_after:?}, longer than `max_delay`, \
                     {max_delay:?}"
                )?;
            }
            Self::BudgetExhausted { attempts, elapsed, .. } => {
                let attempts = Attempts(*attempts);
                write!(f, "retry budget exhausted after {attempts} in {elapsed:?}")?;
            }
        }
        match self.last() {
            Some(last) if f.alternate() => write!(f, ": {last:#}"),
            _ => Ok(()),
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
