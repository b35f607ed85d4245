//! What an operator sees.

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
pub(crate) fn tell(event: &Event<'_>) {
    #[cfg(feature = "tracing")]
    tracing::tell(event);
    #[cfg(feature = "metrics")]
    metrics::tell(event);
    observer::tell(event);
}
