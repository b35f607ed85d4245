//! What a body may know of its attempt.

use core::time::Duration;

use crate::call::clock::{self, Instant};
use crate::call::state::State;
use crate::policy::config::RetryConfig;

/// Which attempt of how many: what the key `context` binds in the body.
///
/// ```
/// use std::io;
/// use retry_runtime::retry;
///
/// # async fn send(header: (&str, String)) -> io::Result<String> { Ok(header.1) }
/// #[retry(context = attempt)]
/// async fn order(id: u64) -> io::Result<String> {
///     // The server tells a repeated request from a new one.
///     send(("Idempotency-Key", format!("order-{id}-try-{}", attempt.number()))).await
/// }
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() { assert_eq!(order(7).await.unwrap(), "order-7-try-1"); }
/// ```
#[derive(Clone, Copy, Debug)]
#[doc(alias = "context")]
pub struct Attempt {
    number: u32,
    is_last: bool,
    blocking: bool,
    deadline: Option<Instant>,
}

impl Attempt {
    /// The limit on the call begins to count, if it has not begun.
    pub(crate) fn new(state: &mut State<'_>) -> Self {
        let (number, max) = (state.attempts(), state.max());
        let limit = state.configured(|policy| policy.timeout);
        Self {
            number,
            is_last: number >= max && max != RetryConfig::UNLIMITED,
            blocking: state.is_blocking(),
            deadline: limit.and_then(|_| state.deadline(state.now(), limit)),
        }
    }

    /// The number of this attempt, from 1.
    #[must_use]
    pub const fn number(&self) -> u32 {
        self.number
    }

    /// Whether this is the first attempt.
    #[must_use]
    pub const fn is_first(&self) -> bool {
        self.number == 1
    }

    /// Whether `max` allows no attempt after this one.
    ///
    /// The deadline, a budget, the end of a `backoff` or a permanent error may end the call earlier.
    #[must_use]
    pub const fn is_last(&self) -> bool {
        self.is_last
    }

    /// What remains of the limit on the call (`timeout`), zero once it has passed; `None` without such a limit.
    ///
    /// In a function with `context` the limit counts from the start of the first attempt.
    #[must_use]
    pub fn remaining(&self) -> Option<Duration> {
        let now = || {
            if self.blocking {
                clock::blocking::now()
            } else {
                clock::now()
            }
        };
        self.deadline.map(|deadline| deadline.saturating_duration_since(now()))
    }
}
