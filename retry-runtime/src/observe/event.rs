//! The events of a call.

use core::fmt::{self, Write};
use core::time::Duration;

/// Something that has come of a call: a retry, its giving up, or its success after retries.
///
/// ```no_run
/// use retry_runtime::observe::{self, EventKind};
///
/// observe::set(|event| {
///     let operation = event.operation;
///     match (event.kind, &event.error) {
///         (EventKind::Retry, Some(error)) => println!("{operation}: next in {:?}: {error}", event.delay),
///         (EventKind::GiveUp, _) => println!("{operation}: gave up after {} attempts", event.attempt),
///         _ => {}
///     }
/// })?;
/// # Ok::<_, observe::AlreadySet>(())
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug)]
pub struct Event<'a> {
    /// What it is.
    pub kind: EventKind,
    /// The operation: the key `name`, or else the path of the function as the compiler has it, such as
    /// `krate::api::Client::fetch`, with the concrete types of generics. The compiler does not promise its spelling.
    pub operation: &'static str,
    /// The attempt that failed or succeeded, from 1: attempts in all.
    pub attempt: u32,
    /// How many attempts there may be in all; [`RetryConfig::UNLIMITED`](crate::RetryConfig::UNLIMITED) for as many as
    /// it takes.
    pub max: u32,
    /// The time from the moment the call first has to wait or first fails; from its first failure, if it has no limit,
    /// no hook and returns its own error: a call that nobody asks for the time reads no clock before.
    pub elapsed: Duration,
    /// Why there is a retry, or no further one; `None` for a recovery.
    pub reason: Option<Reason>,
    /// The delay that is about to begin; `None` where none follows.
    pub delay: Option<Duration>,
    /// The error that the attempt failed with; `None` for a recovery and for a value that `classify` has rejected.
    pub error: Option<EventError<'a>>,
}

/// What an [`Event`] is.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// An attempt has failed, and the delay before the next one begins.
    Retry,
    /// The call has failed: after a retry, or because a retry that its error asks for was refused.
    GiveUp,
    /// The call has succeeded after at least one retry.
    Recovery,
}

/// Why there is a retry, or no further one.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// Retry: the attempt failed with an error.
    Error,
    /// Retry: the attempt was cut by its own limit.
    AttemptTimeout,
    /// Retry: the attempt came to a value that `classify` has rejected.
    Rejected,
    /// Giving up: the error is permanent.
    Permanent,
    /// Giving up: that was the last attempt that `max` allows, or the last delay of a `backoff`.
    Max,
    /// Giving up: the error asks for a delay that is longer than `max_delay`.
    RetryAfter,
    /// Giving up: the limit on the call has cut an attempt, the first one excepted, or does not allow another one.
    Deadline,
    /// Giving up: the budget has no retry left.
    Budget,
}

impl Reason {
    /// Its name in events and labels: `error`, `attempt_timeout`, `rejected`, `permanent`, `max`, `retry_after`,
    /// `deadline` or `budget`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::AttemptTimeout => "attempt_timeout",
            Self::Rejected => "rejected",
            Self::Permanent => "permanent",
            Self::Max => "max",
            Self::RetryAfter => "retry_after",
            Self::Deadline => "deadline",
            Self::Budget => "budget",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The bytes that the text of an error may have in an event, the `…` of a cut one not counted.
pub const MAX_TEXT: usize = 1024;

/// Stands at the end of a text that was cut.
const ELLIPSIS: char = '…';

/// An error as events show it.
///
/// `Display` gives its text: by its own `Display` if it has one, else by its `Debug`, else the name of its type. It is
/// made when it is asked for, and cut at [`MAX_TEXT`] bytes, at the end of a character: `…` stands where it was.
#[derive(Clone, Copy)]
pub struct EventError<'a> {
    type_name: &'static str,
    text: &'a dyn fmt::Display,
}

impl<'a> EventError<'a> {
    pub(crate) const fn new(type_name: &'static str, text: &'a dyn fmt::Display) -> Self {
        Self { type_name, text }
    }

    /// The type of the error, as the compiler has it, which does not promise its spelling.
    #[must_use]
    pub const fn type_name(&self) -> &'static str {
        self.type_name
    }
}

impl fmt::Display for EventError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut cut = Cut {
            f,
            left: Some(MAX_TEXT),
            result: Ok(()),
        };
        // What it has written is its text, also where it breaks off.
        let _ = write!(cut, "{}", self.text);
        cut.result
    }
}

impl fmt::Debug for EventError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventError")
            .field("type_name", &self.type_name)
            .field("text", &format_args!("{self}"))
            .finish()
    }
}

/// Hands on the first bytes alone. What comes after them is accepted: an error that is told that it could not be written
/// may make a panic of it.
struct Cut<'a, 'f> {
    f: &'a mut fmt::Formatter<'f>,
    /// `None` once the text is cut.
    left: Option<usize>,
    result: fmt::Result,
}

impl Write for Cut<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let Some(left) = self.left else { return Ok(()) };
        self.left = left.checked_sub(text.len());
        self.result = if self.left.is_some() {
            self.f.write_str(text)
        } else {
            let end = (0..=left).rev().find(|end| text.is_char_boundary(*end));
            let kept = &text[..end.unwrap_or_default()];
            self.f.write_str(kept).and_then(|()| self.f.write_char(ELLIPSIS))
        };
        self.result
    }
}
