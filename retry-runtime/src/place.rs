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

impl<R, C> Outcome<R, C> {
    #[inline]
    pub(crate) fn map<S>(self, finished: impl FnOnce(R) -> S) -> Outcome<S, C> {
        match self {
            Self::Finished(result) => Outcome::Finished(finished(result)),
            Self::Cut(cut) => Outcome::Cut(cut),
        }
    }
}

/// Either a body that runs, with what is `held` for it, or the delay after it: nothing of an attempt is kept through the
/// delay.
pub trait Place<H, F> {
    type Cut;
    /// What limits the body.
    type Limit<'p>
    where
        Self: 'p;

    fn new(held: H, body: F) -> Self;

    /// The body and what belongs to it, unless this is the delay.
    fn running(self: Pin<&mut Self>) -> Option<RunningBody<'_, H, F, Self::Limit<'_>>>;

    /// Asked after a body that is pending: a result that is ready at the deadline wins.
    fn poll_limit(limit: Self::Limit<'_>, progress: &mut Progress<'_>, cx: &mut Context<'_>) -> Poll<Self::Cut>;

    /// Asks what was held for the body, which has finished or is dropped before; `None` if this is the delay.
    fn end<R>(self: Pin<&mut Self>, ask: impl FnOnce(&mut H) -> R) -> Option<R>;

    /// After [`end`](Self::end).
    fn begin_delay(self: Pin<&mut Self>, wait: Wait);

    fn poll_delay(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()>;
}

pub struct RunningBody<'p, H, F, L> {
    pub(crate) held: &'p mut H,
    pub(crate) body: Pin<&'p mut F>,
    pub(crate) limit: L,
}

pin_project! {
    // No larger than its fields: the reference that is `held` is never null, which tells the two apart.
    #[project = BodyProjection]
    #[project_replace = BodyReplaced]
    pub enum Body<H, F> {
        Running { held: H, #[pin] body: F },
        Ended,
    }
}

pin_project! {
    /// For an attempt that may be cut: the timer of its limit lives beside the body, and becomes that of the delay.
    // One timer, not one for each: what drops it is small enough to be inlined where a call succeeds at once.
    pub struct Beside<H, F> {
        #[pin]
        timer: Option<Sleep>,
        #[pin]
        body: Body<H, F>,
    }
}

impl<H, F> Place<H, F> for Beside<H, F> {
    type Cut = Scope;
    type Limit<'p>
        = Pin<&'p mut Option<Sleep>>
    where
        Self: 'p;

    #[inline]
    fn new(held: H, body: F) -> Self {
        Self {
            timer: None,
            body: Body::Running { held, body },
        }
    }

    #[inline]
    fn running(self: Pin<&mut Self>) -> Option<RunningBody<'_, H, F, Self::Limit<'_>>> {
        let this = self.project();
        match this.body.project() {
            BodyProjection::Running { held, body } => Some(RunningBody {
                held,
                body,
                limit: this.timer,
            }),
            BodyProjection::Ended => None,
        }
    }

    #[inline]
    fn poll_limit(timer: Pin<&mut Option<Sleep>>, progress: &mut Progress<'_>, cx: &mut Context<'_>) -> Poll<Scope> {
        progress.poll_limits(timer, cx)
    }

    fn end<R>(self: Pin<&mut Self>, ask: impl FnOnce(&mut H) -> R) -> Option<R> {
        match self.project().body.project_replace(Body::Ended) {
            BodyReplaced::Running { mut held, .. } => Some(ask(&mut held)),
            BodyReplaced::Ended => None,
        }
    }

    fn begin_delay(self: Pin<&mut Self>, wait: Wait) {
        self.project().timer.set(Some(wait.timer()));
    }

    fn poll_delay(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let timer = self.project().timer.as_pin_mut();
        timer.map_or(Poll::Ready(()), |timer| timer.poll(cx))
    }
}

pin_project! {
    /// For an attempt that nothing cuts.
    #[project = InTurnProjection]
    pub enum InTurn<H, F> {
        Body { held: H, #[pin] body: F },
        Delay { #[pin] timer: Sleep },
    }
}

impl<H, F> Place<H, F> for InTurn<H, F> {
    type Cut = Infallible;
    type Limit<'p>
        = ()
    where
        Self: 'p;

    #[inline]
    fn new(held: H, body: F) -> Self {
        Self::Body { held, body }
    }

    #[inline]
    fn running(self: Pin<&mut Self>) -> Option<RunningBody<'_, H, F, ()>> {
        match self.project() {
            InTurnProjection::Body { held, body } => Some(RunningBody { held, body, limit: () }),
            InTurnProjection::Delay { .. } => None,
        }
    }

    #[inline]
    fn poll_limit((): (), progress: &mut Progress<'_>, _: &mut Context<'_>) -> Poll<Infallible> {
        progress.note_start();
        Poll::Pending
    }

    #[inline]
    fn end<R>(self: Pin<&mut Self>, ask: impl FnOnce(&mut H) -> R) -> Option<R> {
        // It has finished: nothing cuts it.
        self.running().map(|running| ask(running.held))
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
