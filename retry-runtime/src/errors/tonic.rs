//! `tonic::Status`, with the feature `with-tonic-0_14`.
//!
//! | status | transient | because |
//! |---|---|---|
//! | `UNAVAILABLE` | yes | "the client can retry just the failing call" ([status codes](https://grpc.github.io/grpc/core/md_doc_statuscodes.html)) |
//! | `RESOURCE_EXHAUSTED` | with a hint | a quota that says when to come back; without one it may be for good |
//! | `UNKNOWN`, `CANCELLED`, `INTERNAL`, `DEADLINE_EXCEEDED` with a source: made on this side | the source decides: a lost connection [as hyper's](crate::errors::hyper), the channel's own time-out, a [`TimedOut`] and tokio's `Elapsed` are | the server has not answered |
//! | the same without a source: the server's answer | no | it has decided; `DEADLINE_EXCEEDED` is its caller's deadline, which has passed |
//! | `ABORTED` | no | "retry at a higher level", as by a transaction begun anew: left to you |
//! | every other | no | the same call meets the same answer |
//! | any, with a `grpc-retry-pushback-ms` that is negative or no number | no | the server asks not to retry ([A6](https://github.com/grpc/proposal/blob/master/A6-client-retries.md#pushback)) |
//!
//! The hint is `grpc-retry-pushback-ms` in the trailing metadata, else the `RetryInfo` in the status's details
//! ([error model](https://grpc.io/docs/guides/error/)).
//!
//! Limits are `DEADLINE_EXCEEDED` with the [`TimedOut`] as source: `tonic::Status` is `From<TimedOut>`.
//!
//! Left to you:
//!
//! - `ABORTED`, where the annotated function begins what was aborted: `when = |status| status.code() == Code::Aborted ||
//!   status.is_transient()`.
//! - Whether the call may be repeated: the server may have done its work before the connection was lost.
//! - `tonic::transport::Error`, of `Endpoint::connect`. With `connect_lazy` the call itself connects, and the failure is
//!   an `UNAVAILABLE`, a certificate that does not verify included.

use core::error::Error;
use core::time::Duration;
use std::sync::Arc;

use ::tonic::{Code, ConnectError, Status, TimeoutExpired};
use tonic_types::StatusExt;

use super::{exchange::exchange, links};
use crate::{TimedOut, Transient};

/// By its code, its source and what the server says of retries: see [the table](crate::errors::tonic).
///
/// ```
/// use retry_runtime::Transient;
/// use std::time::Duration;
/// use tonic::Status;
///
/// let mut status = Status::resource_exhausted("quota");
/// assert!(!status.is_transient());
/// status.metadata_mut().insert("grpc-retry-pushback-ms", "250".parse().unwrap());
/// assert!(status.is_transient());
/// assert_eq!(status.retry_after(), Some(Duration::from_millis(250)));
/// ```
impl Transient for Status {
    fn is_transient(&self) -> bool {
        if let Some(Pushback::Never) = pushback(self) {
            return false;
        }
        match self.code() {
            Code::Unavailable => true,
            Code::ResourceExhausted => self.retry_after().is_some(),
            Code::Cancelled | Code::DeadlineExceeded | Code::Internal | Code::Unknown => {
                self.source().is_some_and(is_transient_here)
            }
            _ => false,
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match pushback(self) {
            Some(Pushback::After(delay)) => Some(delay),
            Some(Pushback::Never) => None,
            None => self.get_details_retry_info()?.retry_delay,
        }
    }
}

/// `DEADLINE_EXCEEDED` with the value as source, transient as a limit is.
///
/// ```
/// use retry_runtime::retry;
/// use std::time::Duration;
/// use tonic::{Code, Status};
///
/// #[retry(max = 2, delay_ms = 10, attempt_timeout_ms = 100)]
/// async fn call(calls: &mut u32) -> Result<(), Status> {
///     *calls += 1;
///     std::future::pending().await
/// }
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// let mut calls = 0;
/// let status = call(&mut calls).await.unwrap_err();
/// assert_eq!(status.code(), Code::DeadlineExceeded);
/// assert_eq!(calls, 2);
/// # }
/// ```
impl From<TimedOut> for Status {
    fn from(timed_out: TimedOut) -> Self {
        let mut status = Self::deadline_exceeded(timed_out.to_string());
        status.set_source(Arc::new(timed_out));
        status
    }
}

/// Of a status that was made on this side.
fn is_transient_here(source: &(dyn Error + 'static)) -> bool {
    let ours = |link: &(dyn Error + 'static)| {
        link.is::<TimedOut>() || is_elapsed(link) || link.is::<TimeoutExpired>() || link.is::<ConnectError>()
    };
    links::links(source).any(ours) || exchange(source).unwrap_or(false)
}

#[cfg(feature = "tokio")]
fn is_elapsed(link: &(dyn Error + 'static)) -> bool {
    link.is::<tokio::time::error::Elapsed>()
}

#[cfg(not(feature = "tokio"))]
fn is_elapsed(_: &(dyn Error + 'static)) -> bool {
    false
}

/// What the server says of retries.
enum Pushback {
    After(Duration),
    Never,
}

fn pushback(status: &Status) -> Option<Pushback> {
    let value = status.metadata().get("grpc-retry-pushback-ms")?;
    let millis = value.to_str().ok().and_then(|text| text.parse().ok());
    let millis = millis.and_then(|millis: i32| u64::try_from(millis).ok());
    Some(millis.map_or(Pushback::Never, |millis| Pushback::After(Duration::from_millis(millis))))
}
