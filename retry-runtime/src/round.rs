//! The futures of one round: the running attempt, and the delay after it.

use core::future::Future;
use core::marker::PhantomData;
use core::pin::Pin;
use core::task::{Context, Poll};

use pin_project_lite::pin_project;

use crate::limits::Limits;
use crate::progress::Progress;

pin_project! {
    // Written by hand: an `async fn` would store the body twice.
    #[must_use = "an attempt does nothing unless polled"]
    pub struct Running<'p, 'a, L, F> {
        progress: Pin<&'p mut Progress<'a>>,
        #[pin]
        body: F,
        limits: PhantomData<fn() -> L>,
    }
}

/// How an attempt ended.
pub enum Outcome<R, C> {
    Finished(R),
    Cut(C),
}

impl<'p, 'a, L, F> Running<'p, 'a, L, F> {
    #[inline]
    pub(crate) fn new(mut progress: Pin<&'p mut Progress<'a>>, body: F) -> Self {
        progress.as_mut().begin_attempt();
        Self {
            progress,
            body,
            limits: PhantomData,
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
            Poll::Pending => L::poll(this.progress.as_mut(), cx).map(Outcome::Cut),
        }
    }
}

#[must_use = "a delay does nothing unless polled"]
pub struct Delay<'p, 'a> {
    pub(crate) progress: Pin<&'p mut Progress<'a>>,
}

impl Future for Delay<'_, '_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.get_mut().progress.as_mut().poll_delay(cx)
    }
}
