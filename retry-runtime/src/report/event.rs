//! What a hook is told of a failed attempt.

use core::error::Error;
use core::fmt;
use core::time::Duration;

use crate::report::timed_out::TimedOut;

/// A failed attempt that another one follows, as the key `on_retry` sees it.
///
/// The hook runs in the caller's task, after the attempt's future is dropped and before the delay. It is not called
/// for an attempt that ends the call: whoever gets the result is told by that.
///
/// ```
/// use std::io;
/// use retry_runtime::{RetryEvent, retry};
///
/// fn log(event: &RetryEvent<'_, io::Error>) {
///     let RetryEvent { name, attempt, max, delay, error, .. } = event;
///     println!("{name}: attempt {attempt} of {max} failed, next in {delay:?}: {error}");
/// }
///
/// #[retry(delay_ms = 1, on_retry = log)]
/// async fn ping() -> io::Result<()> {
///     Err(io::ErrorKind::ConnectionReset.into())
/// }
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() { assert!(ping().await.is_err()); }
/// ```
#[non_exhaustive]
#[derive(Debug)]
#[doc(alias = "notify")]
pub struct RetryEvent<'a, E> {
    /// The operation: the key `name`, or else the path of the function as the compiler has it, such as
    /// `krate::api::Client::fetch`, with the concrete types of generics. The compiler does not promise its spelling.
    pub name: &'static str,
    /// The attempt that failed, from 1.
    pub attempt: u32,
    /// How many attempts there may be in all; [`RetryConfig::UNLIMITED`](crate::RetryConfig::UNLIMITED) for as many as
    /// it takes.
    pub max: u32,
    /// The delay before the next attempt, as it will be waited for, unless the hook itself takes so long that the deadline
    /// comes first.
    pub delay: Duration,
    /// The time from the moment the call first has to wait or first fails.
    pub elapsed: Duration,
    /// Why the attempt failed.
    pub error: Failure<'a, E>,
}

impl<E> Clone for RetryEvent<'_, E> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<E> Copy for RetryEvent<'_, E> {}

impl<E> RetryEvent<'_, E> {
    /// Whether the attempt that follows is the last one that `max` allows.
    #[must_use]
    pub const fn next_is_last(&self) -> bool {
        self.max != u32::MAX && self.attempt.saturating_add(1) >= self.max
    }
}

/// Why an attempt failed.
///
/// `Display` shows what is inside; [`as_error`](Self::as_error) gives the function's own error, if it is one.
///
/// ```
/// use retry_runtime::{Failure, RetryEvent};
/// use std::io;
///
/// fn on_retry(event: &RetryEvent<'_, io::Error>) {
///     match event.error {
///         Failure::Error(error) => eprintln!("{}: {:?}", event.name, error.kind()),
///         Failure::TimedOut(timed_out) => eprintln!("{}: cut after {:?}", event.name, timed_out.limit()),
///         other => eprintln!("{}: {other}", event.name),
///     }
/// }
/// # on_retry(&retry_runtime::testing::retry_event("f", 1, 3, Default::default(), Default::default(), Failure::Rejected));
/// ```
#[non_exhaustive]
#[derive(Debug)]
pub enum Failure<'a, E> {
    /// The attempt failed with this error: one that the body returned, or `E::from(TimedOut)` for an attempt that its
    /// limit has cut.
    Error(&'a E),
    /// The attempt was cut by its limit, in a function that returns [`RetryError`](crate::RetryError): there is no
    /// error of its own then.
    TimedOut(TimedOut),
    /// The body returned a value that `classify` has rejected.
    Rejected,
}

impl<'a, E> Failure<'a, E> {
    /// The error that the attempt failed with, if it has one.
    #[must_use]
    pub const fn as_error(&self) -> Option<&'a E> {
        match self {
            Self::Error(error) => Some(error),
            Self::TimedOut(_) | Self::Rejected => None,
        }
    }
}

impl<E> Clone for Failure<'_, E> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<E> Copy for Failure<'_, E> {}

impl<E: fmt::Display> fmt::Display for Failure<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Error(error) => error.fmt(f),
            Self::TimedOut(timed_out) => timed_out.fmt(f),
            Self::Rejected => f.write_str("the result was rejected"),
        }
    }
}

impl<E: Error> Error for Failure<'_, E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        // Shown as that error, so that its chain goes on from there.
        match self {
            Self::Error(error) => error.source(),
            Self::TimedOut(_) | Self::Rejected => None,
        }
    }
}
