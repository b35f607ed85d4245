//! Why a call ends without success, and what its caller is told.

use crate::call::state::State;
use crate::report::retry_error::RetryError;
use crate::report::timed_out::{Scope, TimedOut};

/// Why there is no further attempt.
// As wide as a delay, so that a `Result` of the two goes back in two registers.
#[derive(Clone, Copy, PartialEq)]
#[repr(u64)]
pub enum GiveUp {
    /// The result is what the caller gets, or a limit has cut the call.
    Final,
    /// That was the last attempt.
    Max,
    /// The error asks for a delay longer than `max_delay`.
    RetryAfter,
    /// The delay would pass the deadline.
    Deadline,
    /// The budget has no retry left.
    Budget,
}

/// The limit on delays that has ended the call, if one has.
pub(crate) fn passed(state: &State<'_>, give_up: GiveUp) -> Option<TimedOut> {
    let limit = match give_up {
        GiveUp::RetryAfter => Some(state.configured(|policy| policy.max_delay)),
        GiveUp::Deadline => state.configured(|policy| policy.timeout),
        GiveUp::Final | GiveUp::Max | GiveUp::Budget => None,
    };
    limit.map(|limit| TimedOut {
        limit,
        scope: Scope::Operation,
        attempts: state.attempts(),
    })
}

/// The last attempt came to an error.
#[cold]
#[inline(never)]
pub(crate) fn failed<E>(state: &State<'_>, give_up: GiveUp, source: E) -> RetryError<E> {
    let attempts = state.attempts();
    if give_up == GiveUp::Final {
        return RetryError::Permanent { attempts, source };
    }
    if let Some(timed_out) = passed(state, give_up) {
        return cancelled(state, timed_out, Some(source));
    }
    let elapsed = state.elapsed();
    if give_up == GiveUp::Budget {
        RetryError::BudgetExhausted {
            attempts,
            elapsed,
            source,
        }
    } else {
        RetryError::MaxRetriesExceeded {
            attempts,
            elapsed,
            source,
        }
    }
}

/// A limit has ended the call.
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
