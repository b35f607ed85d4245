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
//! A call that its first attempt ends emits nothing: by success, which pays two instructions that ask whether it was
//! retried; by a permanent error; because `max` is 1; or because the limit on the call has cut it. Where a first retry was
//! asked for and refused, by a hint that is too long, by the deadline or by the budget, the call has given up. A call that
//! is dropped emits no end.
//!
//! So these count retrying, and not failing. Where `max` is 1, by `overrides` or `with` too, they all stand still while calls
//! fail, and a server that hangs from the start shows as no `deadline`. For an error rate, or for retries per call, count
//! calls and failures yourself.
//!
//! A call has given up whatever the caller gets: also where `fallback` makes a value of its error, and where `classify` has
//! rejected its last value, which the caller gets as `Ok`; that event has no error.
//!
//! The hook of `on_retry` comes before the event of a retry, and an event comes before its delay. Each of two stacked
//! attributes emits its own, under the same name unless one has a `name`.
//!
//! # The operation
//!
//! Its name is the key `name`, or else the path of the function with the concrete types of generics: one for each
//! instantiation of an annotated function, never one from data, so that it can be a label. For
//! [`retry_with_backoff`](crate::retry_with_backoff) it is the path of the function that is handed over, or of the one in
//! which the closure stands, with no way to name or to silence it: an annotated function around it has both. The compiler does
//! not promise the spelling of a path: what dashboards look for wants a `name`.
//!
//! # The error
//!
//! Its text is its `Display` if it has one, else its `Debug`, else the name of its type; in a function that is generic over
//! it, what that asks of it counts, and an `impl Trait` shows its type. `retry_with_backoff` shows its `Debug`. A text is cut
//! at [`MAX_TEXT`] bytes; one that panics passes through, as any panic of the user's. Its sources are not in it: `on_retry` sees
//! the error itself.
//!
//! # In tests
//!
//! [`set`] is for the process, and tests run side by side: an observer that pushes to a `thread_local!` keeps those of each
//! `#[tokio::test]` apart, which has a thread of its own with all that it spawns. `tracing::subscriber::set_default` and
//! `metrics::set_default_local_recorder` are by thread too. [`Retries::Off`](crate::testing::Retries::Off) makes the first
//! failure the end, which emits nothing; `Retries::AtMost(2)` emits a retry and its end, with a delay of zero.
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
