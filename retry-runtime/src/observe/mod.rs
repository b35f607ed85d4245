//! What an operator sees: every retry, giving up, and success after retries, of every annotated function.
//!
//! With the feature `tracing` each is an event of that crate, with `metrics` it is counted by that facade, and [`set`]
//! takes a function for who uses neither; all may be on together. None needs a line at the functions themselves:
//! `events = off` on an attribute silences that one. The feature `observe` gives this module and [`set`] alone, and the
//! other two bring it with them.
//!
//! | | `tracing`, target `retry` | metric | reason |
//! |---|---|---|---|
//! | an attempt has failed, and the delay before the next one begins | `WARN` | `retry_retries_total`, `retry_delay_seconds` | `error`, `attempt_timeout`, `rejected` |
//! | the call gives up | `ERROR` | `retry_give_ups_total`, `retry_attempts` | `permanent`, `max`, `retry_after`, `deadline`, `budget` |
//! | the call succeeds after at least one retry | `INFO` | `retry_recoveries_total`, `retry_attempts` | |
//!
//! A call that succeeds at its first attempt emits nothing, and pays two instructions, which ask whether it was retried.
//! One that its first attempt ends for good emits nothing either: by a permanent error, because `max` is 1, or because the
//! limit on the call has cut it. Where a first retry was
//! asked for and refused, by a hint that is too long, by the deadline or by the budget, the call has given up. A call that
//! is dropped emits no end.
//!
//! The hook of `on_retry` comes before the event of a retry, and an event comes before its delay. Each of two stacked
//! attributes emits its own.
//!
//! # The operation
//!
//! Its name is the key `name`, or else the path of the function with the concrete types of generics: one for each
//! instantiation of an annotated function, never one from data, so that it can be a label. For
//! [`retry_with_backoff`](crate::retry_with_backoff) it is the path of the function that is handed over, or of the one in
//! which the closure stands. The compiler does not promise the spelling of a path: what dashboards look for wants a `name`.
//!
//! # The error
//!
//! Its text is its `Display` if it has one, else its `Debug`, else the name of its type; in a function that is generic over
//! it, what that asks of it counts, and an `impl Trait` shows its type. `retry_with_backoff` shows its `Debug`. A text is cut
//! at [`MAX_TEXT`] bytes; one that panics passes through, as any panic of the user's.
#![cfg_attr(feature = "tracing", doc = include_str!("tracing.md"))]
#![cfg_attr(feature = "metrics", doc = include_str!("metrics.md"))]

pub(crate) mod event;
#[cfg(feature = "metrics")]
mod metrics;
mod observer;
#[cfg(feature = "tracing")]
mod tracing;

#[cfg(feature = "metrics")]
#[doc(inline)]
pub use self::metrics::{describe, names};
#[cfg(feature = "tracing")]
#[doc(inline)]
pub use self::tracing::{TARGET, fields};
pub use event::{Event, EventError, EventKind, MAX_TEXT, Reason};
pub use observer::{AlreadySet, set};

/// Hands an event to every sink.
pub(crate) fn emit(event: &Event<'_>) {
    #[cfg(feature = "tracing")]
    tracing::emit(event);
    #[cfg(feature = "metrics")]
    metrics::emit(event);
    observer::emit(event);
}
