//! What a body may know of its attempt.

use core::time::Duration;

use tokio::time::Instant;

use crate::testing;

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
pub struct Attempt {
    pub(crate) number: u32,
    pub(crate) max: u32,
    pub(crate) deadline: Option<Instant>,
}

impl Attempt {
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
    pub fn is_last(&self) -> bool {
        self.number >= testing::current().max(self.max)
    }

    /// What remains of the limit on the whole call (`timeout`), zero once it has passed; `None` without such a limit.
    ///
    /// In a function with `context` the limit counts from the start of the first attempt.
    #[must_use]
    pub fn remaining(&self) -> Option<Duration> {
        self.deadline
            .map(|deadline| deadline.saturating_duration_since(Instant::now()))
    }
}
