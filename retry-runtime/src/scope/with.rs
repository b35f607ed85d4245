//! Other values for one call.

use core::cell::Cell;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use pin_project_lite::pin_project;

use crate::policy::overrides::RetryOverrides;

// Set while a `With` is polled, so that neither other tasks nor what the call spawns see it.
thread_local! {
    /// Whether the values still wait for their call.
    static OFFERED: Cell<bool> = const { Cell::new(false) };
    static CURRENT: Cell<RetryOverrides> = const { Cell::new(RetryOverrides::new()) };
}

/// Whether the call that begins now is the one that a [`with`] is meant for.
#[inline]
pub(crate) fn claim() -> bool {
    OFFERED.replace(false)
}

/// The values of the `with` that is being polled.
#[cold]
pub(crate) fn current() -> RetryOverrides {
    CURRENT.get()
}

/// Runs one call of an annotated function with other values of its policy.
///
/// What `overrides` says wins over everything that the attribute says; what it does not say stays, and so do the keys
/// that are no values of a policy (`when`, `classify`, `backoff`, `budget`, …). It holds for the first annotated
/// function that `future` runs, and for [`retry_with_backoff`](crate::retry_with_backoff) likewise; not for the calls
/// inside that function's body, and not for what it spawns: only the tasks of a `LocalSet` that runs inside of `future`
/// are polled with it, and may take it. Of calls in a `join!` the first to begin takes it. One `with` within another
/// adds to it for that call: what both say is said by the inner one.
///
/// A call takes it when it begins, and is to be awaited in here to its end: moved out of it, it goes on with the values
/// of its attribute. A call that has begun before does not take it; where a `with` is made anew around such a call, as
/// in `loop { select! { done = with(overrides, &mut call) => … } }`, the next annotated function that the call's own
/// body runs takes it. Make it once, outside of the loop.
///
/// A function that has no limit in its attribute, and no `config` or `overrides` that may bring one, has no way to say that an attempt was cut: there, a `timeout` given
/// here keeps delays from passing the deadline, but cuts no pending attempt, and `attempt_timeout` has no effect.
///
/// ```
/// use std::io;
/// use retry_runtime::{RetryOverrides, retry, with};
///
/// #[retry(max = 5, delay_ms = 100)]
/// async fn ping(calls: &mut u32) -> io::Result<()> {
///     *calls += 1;
///     Err(io::ErrorKind::ConnectionRefused.into())
/// }
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// let mut calls = 0;
/// let once = RetryOverrides::new().max(1);
/// assert!(with(once, ping(&mut calls)).await.is_err());
/// assert_eq!(calls, 1);
/// # }
/// ```
#[doc(alias = "override")]
pub fn with<F: IntoFuture>(overrides: RetryOverrides, future: F) -> With<F::IntoFuture> {
    With {
        overrides,
        offered: true,
        future: future.into_future(),
    }
}

pin_project! {
    /// The future of [`with`].
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct With<F> {
        overrides: RetryOverrides,
        offered: bool,
        #[pin]
        future: F,
    }
}

/// Puts back what stood there, also when the future panics.
struct Restore {
    offered: bool,
    current: RetryOverrides,
}

impl Drop for Restore {
    fn drop(&mut self) {
        OFFERED.set(self.offered);
        CURRENT.set(self.current);
    }
}

impl<F: Future> Future for With<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        // The `with` around this one is for the same call, if that begins now.
        let overrides = if *this.offered && OFFERED.get() {
            this.overrides.or(CURRENT.get())
        } else {
            *this.overrides
        };
        let mut restore = Restore {
            offered: OFFERED.replace(*this.offered),
            current: CURRENT.replace(overrides),
        };
        let poll = this.future.poll(cx);
        let claimed = *this.offered && !OFFERED.get();
        if claimed {
            *this.overrides = overrides;
            *this.offered = false;
            restore.offered = false;
        }
        poll
    }
}
