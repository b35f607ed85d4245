//! Where a body runs, and the timer beside it or after it.

use core::convert::Infallible;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use pin_project_lite::pin_project;
use tokio::time::Sleep;

use crate::progress::{Progress, Wait};
use crate::timed_out::Scope;

/// How an attempt ended.
pub enum Outcome<R, C> {
    Finished(R),
    Cut(C),
}

/// Either a body that runs, or the delay after it: nothing of an attempt is kept through the delay.
pub trait Place<F: Future>: From<F> {
    type Cut;

    /// The body, unless this is the delay.
    fn body(self: Pin<&mut Self>) -> Option<Pin<&mut F>>;

    /// Asked after a body that is pending: a result that is ready at the deadline wins.
    fn poll_limits(self: Pin<&mut Self>, progress: &mut Progress<'_>, cx: &mut Context<'_>) -> Poll<Self::Cut>;

    fn begin_delay(self: Pin<&mut Self>, wait: Wait);

    fn poll_delay(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()>;
}

pin_project! {
    /// For an attempt that may be cut: the timer of its limit lives beside the body.
    #[project = BesideProjection]
    pub enum Beside<F> {
        Body {
            #[pin]
            timer: Option<Sleep>,
            #[pin]
            body: F,
        },
        Delay {
            #[pin]
            timer: Sleep,
        },
    }
}

impl<F> From<F> for Beside<F> {
    #[inline]
    fn from(body: F) -> Self {
        Self::Body { timer: None, body }
    }
}

impl<F: Future> Place<F> for Beside<F> {
    type Cut = Scope;

    #[inline]
    fn body(self: Pin<&mut Self>) -> Option<Pin<&mut F>> {
        match self.project() {
            BesideProjection::Body { body, .. } => Some(body),
            BesideProjection::Delay { .. } => None,
        }
    }

    #[inline]
    fn poll_limits(self: Pin<&mut Self>, progress: &mut Progress<'_>, cx: &mut Context<'_>) -> Poll<Scope> {
        match self.project() {
            BesideProjection::Body { timer, .. } => progress.poll_limits(timer, cx),
            BesideProjection::Delay { .. } => Poll::Pending,
        }
    }

    fn begin_delay(mut self: Pin<&mut Self>, wait: Wait) {
        self.set(Self::Delay { timer: wait.timer() });
    }

    fn poll_delay(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        match self.project() {
            BesideProjection::Delay { timer } => timer.poll(cx),
            BesideProjection::Body { .. } => Poll::Ready(()),
        }
    }
}

pin_project! {
    /// For an attempt that nothing cuts.
    #[project = InTurnProjection]
    pub enum InTurn<F> {
        Body { #[pin] body: F },
        Delay { #[pin] timer: Sleep },
    }
}

impl<F> From<F> for InTurn<F> {
    #[inline]
    fn from(body: F) -> Self {
        Self::Body { body }
    }
}

impl<F: Future> Place<F> for InTurn<F> {
    type Cut = Infallible;

    #[inline]
    fn body(self: Pin<&mut Self>) -> Option<Pin<&mut F>> {
        match self.project() {
            InTurnProjection::Body { body } => Some(body),
            InTurnProjection::Delay { .. } => None,
        }
    }

    #[inline]
    fn poll_limits(self: Pin<&mut Self>, progress: &mut Progress<'_>, _: &mut Context<'_>) -> Poll<Infallible> {
        progress.note_start();
        Poll::Pending
    }

    fn begin_delay(mut self: Pin<&mut Self>, wait: Wait) {
        self.set(Self::Delay { timer: wait.timer() });
    }

    fn poll_delay(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        match self.project() {
            InTurnProjection::Delay { timer } => timer.poll(cx),
            InTurnProjection::Body { .. } => Poll::Ready(()),
        }
    }
}
