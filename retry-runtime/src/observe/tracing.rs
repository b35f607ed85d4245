//! Events of the crate `tracing`.

use crate::observe::event::{Event, EventKind};
use crate::policy::config::RetryConfig;

/// The target of the events that the feature `tracing` makes: `retry`, for filters such as `info,retry=warn`.
pub const TARGET: &str = "retry";

/// The names of the fields that the feature `tracing` gives its events. They are stable.
///
/// ```
/// use retry_runtime::observe::fields;
///
/// assert_eq!(fields::OPERATION, "retry.operation");
/// ```
pub mod fields {
    /// `retry.operation`: the operation's name, a string.
    pub const OPERATION: &str = "retry.operation";
    /// `retry.attempt`: the attempt that failed or succeeded, from 1.
    pub const ATTEMPT: &str = "retry.attempt";
    /// `retry.max`: how many attempts there may be in all; absent where they are unlimited.
    pub const MAX: &str = "retry.max";
    /// `retry.delay_ms`: the delay before the next attempt, in whole milliseconds; of retries alone.
    pub const DELAY_MS: &str = "retry.delay_ms";
    /// `retry.elapsed_ms`: how long the call has taken, in whole milliseconds, as [`Event::elapsed`] says.
    ///
    /// [`Event::elapsed`]: crate::observe::Event::elapsed
    pub const ELAPSED_MS: &str = "retry.elapsed_ms";
    /// `retry.reason`: why there is a retry, or no further one, as [`Reason::as_str`] has it; absent for a recovery.
    ///
    /// [`Reason::as_str`]: crate::observe::Reason::as_str
    pub const REASON: &str = "retry.reason";
    /// `error.type`: the type of the error, by OpenTelemetry's name; absent where there is none.
    pub const ERROR_TYPE: &str = "error.type";
    /// `exception.message`: the text of the error, by OpenTelemetry's name; absent where there is none.
    pub const EXCEPTION_MESSAGE: &str = "exception.message";
}

/// The three differ by what a callsite knows before it runs: the level and the message.
macro_rules! emit {
    ($event:expr, $level:ident, $message:literal) => {{
        let event: &Event<'_> = $event;
        // The names are those of `fields`: a test compares them.
        tracing::event!(
            target: TARGET,
            tracing::Level::$level,
            retry.operation = event.operation,
            retry.attempt = event.attempt,
            retry.max = (event.max != RetryConfig::UNLIMITED).then_some(event.max),
            retry.delay_ms = event.delay.map(millis),
            retry.elapsed_ms = millis(event.elapsed),
            retry.reason = event.reason.map(|reason| reason.as_str()),
            "error.type" = event.error.map(|error| error.type_name()),
            // Made before the subscriber begins to write: it would be left with half an event by a text that panics.
            exception.message = event.error.map(|error| error.to_string()).as_deref(),
            $message
        );
    }};
}

pub(super) fn emit(event: &Event<'_>) {
    match event.kind {
        EventKind::Retry => emit!(event, WARN, "attempt failed, retrying"),
        EventKind::GiveUp => emit!(event, ERROR, "gave up"),
        EventKind::Recovery => emit!(event, INFO, "succeeded after retries"),
    }
}

fn millis(duration: core::time::Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
