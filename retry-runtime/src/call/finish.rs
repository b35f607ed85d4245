//! Why a call ends without success, and what its caller is told.

use core::time::Duration;

use crate::call::state::State;
use crate::report::retry_error::RetryError;
use crate::report::timed_out::{Scope, TimedOut};

/// Why there is no further attempt.
#[derive(Clone, Copy, PartialEq)]
pub enum GiveUp {
    /// The result is what the caller gets, or the limit on the call has cut the attempt.
    Final,
    /// That was the last attempt.
    Max,
    /// The error asks for this delay, which is longer than `max_delay`.
    RetryAfter(Duration),
    /// The delay would pass the deadline.
    Deadline,
    /// The budget has no retry left.
    Budget,
}

/// The last attempt came to an error.
#[cold]
#[inline(never)]
pub(crate) fn failed<E>(state: &State<'_>, give_up: GiveUp, source: E) -> RetryError<E> {
    let attempts = state.attempts();
    if give_up == GiveUp::Final {
        return RetryError::Permanent { attempts, source };
    }
    let elapsed = state.elapsed();
    match give_up {
        GiveUp::Final | GiveUp::Max => RetryError::MaxRetriesExceeded {
            attempts,
            elapsed,
            source,
        },
        GiveUp::RetryAfter(retry_after) => RetryError::RetryAfterTooLong {
            attempts,
            elapsed,
            retry_after,
            max_delay: state.configured(|policy| policy.max_delay),
            source,
        },
        GiveUp::Deadline => cancelled(state, state.timed_out(Scope::Operation), Some(source)),
        GiveUp::Budget => RetryError::BudgetExhausted {
            attempts,
            elapsed,
            source,
        },
    }
}

/// A limit has ended the call: that which cut the last attempt, or that which forbids another.
#[cold]
#[inline(never)]
pub(crate) fn cancelled<E>(state: &State<'_>, timed_out: TimedOut, last: Option<E>) -> RetryError<E> {
    RetryError::OperationCancelled {
        attempts: state.attempts(),
        elapsed: state.elapsed(),
        timed_out,
        last,
    }
}
