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

#[cfg(test)]
mod tests {
    use super::super::RetryError;
    use crate::report::timed_out::{Scope, TimedOut};
    use core::time::Duration;

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
        assert_eq!(permanent.to_string(), "permanent error in attempt 1");
        assert_eq!(format!("{permanent:#}"), "permanent error in attempt 1: no");
        assert_eq!(permanent.elapsed(), None);

        let exceeded = RetryError::MaxRetriesExceeded {
            attempts: 1,
            elapsed: ELAPSED,
            source: "no",
        };
        assert_eq!(exceeded.to_string(), "gave up after 1 attempt in 12s");
        assert_eq!(format!("{exceeded:#}"), "gave up after 1 attempt in 12s: no");
        assert_eq!(exceeded.elapsed(), Some(ELAPSED));

        let budget = RetryError::BudgetExhausted {
            attempts: 2,
            elapsed: ELAPSED,
            source: "no",
        };
        assert_eq!(budget.to_string(), "retry budget exhausted after 2 attempts in 12s");

        let too_long = RetryError::RetryAfterTooLong {
            attempts: 1,
            elapsed: ELAPSED,
            retry_after: Duration::from_secs(60),
            max_delay: Duration::from_secs(30),
            source: "no",
        };
        assert_eq!(
            format!("{too_long:#}"),
            "gave up after 1 attempt in 12s: asked to wait 60s, longer than `max_delay`, 30s: no",
        );
        assert!(!too_long.is_timeout() && too_long.last() == Some(&"no"));
    }

    #[test]
    fn messages_say_which_limit_ended_the_call() {
        assert_eq!(
            format!("{:#}", cancelled(Scope::Operation, Some("no"))),
            "cancelled after 2 attempts in 12s, limit 5s: no",
        );
        assert_eq!(
            cancelled::<&str>(Scope::Attempt, None).to_string(),
            "cancelled after 2 attempts in 12s, the last one cut at its limit of 5s",
        );
    }
}
