//! The futures of one round: the running attempt, and the delay after it. They never overlap, so that the timer of the
//! one takes the place of the other's in the caller's future.

use core::future::{Future, IntoFuture};
use core::pin::Pin;
use core::task::{Context, Poll};

use pin_project_lite::pin_project;
use tokio::time::{Sleep, sleep_until};

use crate::limits::Limits;
use crate::progress::{Progress, Wait};

pin_project! {
    // Written by hand: an `async fn` would store the body twice.
    #[must_use = "an attempt does nothing unless polled"]
    pub struct Running<'p, 'a, L: Limits, F> {
        progress: &'p mut Progress<'a>,
        #[pin]
        timer: L::Timer,
        #[pin]
        body: F,
    }
}

/// How an attempt ended.
pub enum Outcome<R, C> {
    Finished(R),
    Cut(C),
}

impl<'p, 'a, L: Limits, F> Running<'p, 'a, L, F> {
    #[inline]
    pub(crate) fn new(progress: &'p mut Progress<'a>, body: F) -> Self {
        progress.begin_attempt();
        Self {
            progress,
            timer: L::Timer::default(),
            body,
        }
    }
}

impl<L: Limits, F: Future> Future for Running<'_, '_, L, F> {
    type Output = Outcome<F::Output, L::Cut>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        // The body first: a result that is ready at the deadline wins.
        match this.body.poll(cx) {
            Poll::Ready(result) => Poll::Ready(Outcome::Finished(result)),
            Poll::Pending => L::poll(this.progress, this.timer, cx).map(Outcome::Cut),
        }
    }
}

pin_project! {
    #[must_use = "a delay does nothing unless polled"]
    pub struct Delay {
        #[pin]
        timer: Option<Sleep>,
    }
}

impl IntoFuture for Wait {
    type Output = ();
    type IntoFuture = Delay;

    fn into_future(self) -> Delay {
        Delay {
            timer: self.0.map(sleep_until),
        }
    }
}

impl Future for Delay {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.project()
            .timer
            .as_pin_mut()
            .map_or(Poll::Ready(()), |timer| timer.poll(cx))
    }
}
