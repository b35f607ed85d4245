//! What `classify` answers.

use core::time::Duration;

/// What a result means for the call: the answer of the key `classify`.
///
/// ```
/// use retry_runtime::{Decision, retry};
/// use std::time::Duration;
///
/// struct Response {
///     status: u16,
///     retry_after: Option<Duration>,
/// }
///
/// fn by_status(result: &Result<Response, String>) -> Decision {
///     match result {
///         Ok(Response { status: 503, retry_after: Some(wait) }) => Decision::RetryAfter(*wait),
///         Ok(Response { status: 500.., .. }) => Decision::Retry,
///         _ => Decision::Return,
///     }
/// }
///
/// #[retry(max = 4, classify = by_status)]
/// async fn get(requests: &mut u32) -> Result<Response, String> {
///     *requests += 1;
///     let status = if *requests < 3 { 503 } else { 200 };
///     Ok(Response { status, retry_after: Some(Duration::from_secs(2)) })
/// }
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// let mut requests = 0;
/// assert_eq!(get(&mut requests).await.unwrap().status, 200);
/// assert_eq!(requests, 3);
/// # }
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The result ends the call: a value as its success, an error as a permanent one.
    Return,
    /// Another attempt, after the delay of the policy.
    Retry,
    /// Another attempt, not earlier than after the given time, as the header `Retry-After` asks. Jitter is spread above it.
    ///
    /// As with [`Transient::retry_after`](crate::Transient::retry_after), a time longer than `max_delay` ends the
    /// call.
    RetryAfter(Duration),
    /// Another attempt after exactly this time, without jitter, even if the policy's delay is longer.
    ///
    /// A time longer than `max_delay` ends the call, as with [`RetryAfter`](Self::RetryAfter).
    RetryIn(Duration),
}
