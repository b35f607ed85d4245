//! The loop and the limit without the attribute.

use core::fmt::Debug;
use core::future::Future;
use core::ops::ControlFlow::Break;
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

use pin_project_lite::pin_project;

use crate::call::clock::{self, Sleep, poll_timer, sleep_until};
use crate::call::probe::by_debug;
use crate::policy::config::RetryConfig;
use crate::report::name;
use crate::report::retry_error::RetryError;
use crate::report::timed_out::{Scope, TimedOut};
use crate::report::transient::Transient;

/// Runs `operation` until it succeeds, fails with a permanent error, or `config` allows no further attempt.
///
/// It is the loop of [`macro@crate::retry`] for what is no function of its own. `config` is a [`RetryConfig`], a reference
/// to one, or what converts into one. `operation` is called once for each
/// attempt; its future is dropped before the delay that follows, and before this function returns. Dropping the
/// future of this function drops the attempt, and nothing goes on in the background.
///
/// Its events, if a feature asks for them, show the error by its `Debug`, which it needs for that: the function is generic
/// over it. They call the operation by its path if it is a function, else by that of the function in which it stands.
///
/// # Errors
///
/// [`RetryError`] says how the call ended and holds the last error.
///
/// # Panics
///
/// Outside of a tokio runtime whose time driver is enabled, when a delay or a limit needs the timer.
///
/// ```
/// use std::{io, time::Duration};
/// use retry_runtime::{RetryConfig, retry_with_backoff};
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// let config = RetryConfig::new().max(5).delay(Duration::from_millis(100));
/// let mut calls = 0;
/// let answer = retry_with_backoff(&config, || {
///     calls += 1;
///     let busy = calls < 3;
///     async move { if busy { Err(io::Error::from(io::ErrorKind::ConnectionReset)) } else { Ok(42) } }
/// })
/// .await;
/// assert_eq!(answer.unwrap(), 42);
/// assert_eq!(calls, 3);
/// # }
/// ```
// No `async fn`: that would store both arguments twice.
#[doc(alias = "retry")]
pub fn retry_with_backoff<T, E, Fut>(
    config: impl Into<RetryConfig>,
    mut operation: impl FnMut() -> Fut,
) -> impl Future<Output = Result<T, RetryError<E>>>
where
    Fut: Future<Output = Result<T, E>>,
    E: Transient + Debug,
{
    let config = config.into();
    async move {
        let mut call = by_debug(name_of(&operation), &config);
        loop {
            if let Break(result) = call.attempt(operation()).await {
                return call.end(result);
            }
        }
    }
}

/// What gives the path of the function in which an operation stands, or that of the operation if it is a function.
fn name_of<F>(_: &F) -> impl Fn() -> Option<&'static str> + Copy + use<F> {
    || Some(name::path::<F>())
}

/// Runs `operation` and cuts it when it takes longer than `limit`.
///
/// The operation is polled before the timer: a result that is ready at the deadline wins. The time counts from the
/// first poll that leaves the operation pending, so that one that is ready on its first poll reads no clock. A limit of
/// zero cuts an operation that is not.
///
/// # Errors
///
/// [`TimedOut`], with the limit and [`Scope::Operation`](crate::Scope::Operation).
///
/// # Panics
///
/// Outside of a tokio runtime whose time driver is enabled, when the operation is not ready on its first poll.
///
/// ```
/// use std::time::Duration;
/// use retry_runtime::timeout_wrapper;
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// let limit = Duration::from_secs(1);
/// assert_eq!(timeout_wrapper(limit, async { 42 }).await.unwrap(), 42);
///
/// let cut = timeout_wrapper(limit, std::future::pending::<()>()).await.unwrap_err();
/// assert_eq!(cut.limit(), limit);
/// # }
/// ```
// Written by hand: an `async fn` would store the operation twice.
#[doc(alias = "timeout")]
pub fn timeout_wrapper<F: Future>(limit: Duration, operation: F) -> impl Future<Output = Result<F::Output, TimedOut>> {
    TimeoutWrapper {
        limit,
        timer: None,
        operation,
    }
}

pin_project! {
    #[must_use = "futures do nothing unless polled"]
    struct TimeoutWrapper<F> {
        limit: Duration,
        #[pin]
        timer: Option<Sleep>,
        #[pin]
        operation: F,
    }
}

impl<F: Future> Future for TimeoutWrapper<F> {
    type Output = Result<F::Output, TimedOut>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        if let Poll::Ready(output) = this.operation.poll(cx) {
            return Poll::Ready(Ok(output));
        }
        let armed_before = this.timer.is_some();
        if !armed_before {
            let deadline = clock::deadline(clock::now(), *this.limit);
            this.timer.set(Some(sleep_until(deadline)));
        }
        let timed_out = TimedOut {
            limit: *this.limit,
            scope: Scope::Operation,
            attempts: 1,
        };
        match this.timer.as_pin_mut() {
            Some(timer) => poll_timer(timer, armed_before, cx).map(|()| Err(timed_out)),
            None => Poll::Pending,
        }
    }
}
