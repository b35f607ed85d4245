//! Errors and events as calls make them, for tests of those who get them.

use core::time::Duration;

use crate::report::event::{Failure, RetryEvent};
use crate::report::retry_error::RetryError;
use crate::report::timed_out::TimedOut;

/// [`RetryError::Permanent`].
///
/// ```
/// use retry_runtime::{RetryError, testing};
///
/// fn status(error: &RetryError<std::io::Error>) -> u16 {
///     match error {
///         RetryError::Permanent { .. } => 500,
///         _ => 503,
///     }
/// }
/// assert_eq!(status(&testing::permanent(1, std::io::ErrorKind::NotFound.into())), 500);
/// ```
pub const fn permanent<E>(attempts: u32, source: E) -> RetryError<E> {
    RetryError::Permanent { attempts, source }
}

/// [`RetryError::MaxRetriesExceeded`].
pub const fn max_retries_exceeded<E>(attempts: u32, elapsed: Duration, source: E) -> RetryError<E> {
    RetryError::MaxRetriesExceeded {
        attempts,
        elapsed,
        source,
    }
}

/// [`RetryError::OperationCancelled`].
///
/// ```
/// use retry_runtime::{Scope, TimedOut, testing};
/// use std::time::Duration;
///
/// let limit = TimedOut::new(Duration::from_secs(5), Scope::Operation, 2);
/// let error = testing::operation_cancelled(2, Duration::from_secs(5), limit, None::<std::io::Error>);
/// assert!(error.is_timeout());
/// ```
pub const fn operation_cancelled<E>(
    attempts: u32,
    elapsed: Duration,
    timed_out: TimedOut,
    last: Option<E>,
) -> RetryError<E> {
    RetryError::OperationCancelled {
        attempts,
        elapsed,
        timed_out,
        last,
    }
}

/// [`RetryError::RetryAfterTooLong`].
pub const fn retry_after_too_long<E>(
    attempts: u32,
    elapsed: Duration,
    retry_after: Duration,
    max_delay: Duration,
    source: E,
) -> RetryError<E> {
    RetryError::RetryAfterTooLong {
        attempts,
        elapsed,
        retry_after,
        max_delay,
        source,
    }
}

/// [`RetryError::BudgetExhausted`].
pub const fn budget_exhausted<E>(attempts: u32, elapsed: Duration, source: E) -> RetryError<E> {
    RetryError::BudgetExhausted {
        attempts,
        elapsed,
        source,
    }
}

/// A [`RetryEvent`], as a hook of the key `on_retry` gets it.
///
/// ```
/// use retry_runtime::{Failure, testing};
/// use std::{io, time::Duration};
///
/// let error = io::Error::from(io::ErrorKind::ConnectionReset);
/// let event = testing::retry_event("fetch", 1, 3, Duration::from_secs(1), Duration::ZERO, Failure::Error(&error));
/// assert!(!event.next_is_last());
/// ```
#[must_use]
pub const fn retry_event<'a, E>(
    name: &'static str,
    attempt: u32,
    max: u32,
    delay: Duration,
    elapsed: Duration,
    error: Failure<'a, E>,
) -> RetryEvent<'a, E> {
    RetryEvent {
        name,
        attempt,
        max,
        delay,
        elapsed,
        error,
    }
}
