//! Where a body runs, and the timer beside it or after it.

use core::convert::Infallible;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use pin_project_lite::pin_project;

use crate::call::clock::{Sleep, sleep};
use crate::call::decide::Delay;
use crate::call::limit;
use crate::call::state::State;
use crate::report::timed_out::Scope;

/// Either a body that runs, with the reference to its `call`, or the delay after it: nothing of an attempt is kept
/// through the delay.
pub trait Slot<C, F> {
    type Cut;
    /// What limits the body.
    type Limit<'p>
    where
        Self: 'p;

    fn new(call: C, body: F) -> Self;

    /// The body and what belongs to it, unless this is the delay.
    fn running(self: Pin<&mut Self>) -> Option<RunningBody<'_, C, F, Self::Limit<'_>>>;

    /// Asked after a body that is pending: a result that is ready at the deadline wins.
    fn poll_limit(limit: Self::Limit<'_>, state: &mut State<'_>, cx: &mut Context<'_>) -> Poll<Self::Cut>;

    /// Drops the body and gives its `call` back; `None` if this is the delay.
    fn end<R>(self: Pin<&mut Self>, ask: impl FnOnce(&mut C) -> R) -> Option<R>;

    /// Drops the body, if [`end`](Self::end) has not.
    fn begin_delay(self: Pin<&mut Self>, delay: Delay, cx: &mut Context<'_>) -> Poll<()>;

    fn poll_delay(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()>;
}

pub struct RunningBody<'p, C, F, L> {
    pub(crate) call: &'p mut C,
    pub(crate) body: Pin<&'p mut F>,
    pub(crate) limit: L,
}

pin_project! {
    // No larger than its fields: the reference `call` is never null, which tells the two apart.
    #[project = BodyProjection]
    #[project_replace = BodyReplaced]
    pub enum Body<C, F> {
        Running { call: C, #[pin] body: F },
        Ended,
    }
}

pin_project! {
    /// For an attempt that may be cut: the timer of its limit lives beside the body, and becomes that of the delay.
    // One timer, not one for each: what drops it is small enough to be inlined where a call succeeds at once.
    pub struct LimitedSlot<C, F> {
        #[pin]
        timer: Option<Sleep>,
        #[pin]
        body: Body<C, F>,
    }
}

impl<C, F> Slot<C, F> for LimitedSlot<C, F> {
    type Cut = Scope;
    type Limit<'p>
        = Pin<&'p mut Option<Sleep>>
    where
        Self: 'p;

    #[inline]
    fn new(call: C, body: F) -> Self {
        Self {
            timer: None,
            body: Body::Running { call, body },
        }
    }

    #[inline]
    fn running(self: Pin<&mut Self>) -> Option<RunningBody<'_, C, F, Self::Limit<'_>>> {
        let this = self.project();
        match this.body.project() {
            BodyProjection::Running { call, body } => Some(RunningBody {
                call,
                body,
                limit: this.timer,
            }),
            BodyProjection::Ended => None,
        }
    }

    #[inline]
    fn poll_limit(timer: Pin<&mut Option<Sleep>>, state: &mut State<'_>, cx: &mut Context<'_>) -> Poll<Scope> {
        limit::poll(state, timer, cx)
    }

    fn end<R>(self: Pin<&mut Self>, ask: impl FnOnce(&mut C) -> R) -> Option<R> {
        match self.project().body.project_replace(Body::Ended) {
            BodyReplaced::Running { mut call, .. } => Some(ask(&mut call)),
            BodyReplaced::Ended => None,
        }
    }

    fn begin_delay(self: Pin<&mut Self>, delay: Delay, cx: &mut Context<'_>) -> Poll<()> {
        let mut this = self.project();
        this.body.set(Body::Ended);
        begin(this.timer, delay, cx)
    }

    fn poll_delay(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        poll(self.project().timer, cx)
    }
}

/// Begins a delay; one function for all bodies.
#[cold]
#[inline(never)]
fn begin(mut timer: Pin<&mut Option<Sleep>>, delay: Delay, cx: &mut Context<'_>) -> Poll<()> {
    if delay.0 == 0 {
        return Poll::Ready(());
    }
    timer.set(Some(sleep(delay.0)));
    poll(timer, cx)
}

#[cold]
#[inline(never)]
fn poll(timer: Pin<&mut Option<Sleep>>, cx: &mut Context<'_>) -> Poll<()> {
    timer.as_pin_mut().map_or(Poll::Ready(()), |timer| timer.poll(cx))
}

pin_project! {
    /// For an attempt that nothing cuts.
    #[project = UnlimitedProjection]
    pub enum UnlimitedSlot<C, F> {
        Body { call: C, #[pin] body: F },
        Delay { #[pin] timer: Sleep },
    }
}

impl<C, F> Slot<C, F> for UnlimitedSlot<C, F> {
    type Cut = Infallible;
    type Limit<'p>
        = ()
    where
        Self: 'p;

    #[inline]
    fn new(call: C, body: F) -> Self {
        Self::Body { call, body }
    }

    #[inline]
    fn running(self: Pin<&mut Self>) -> Option<RunningBody<'_, C, F, ()>> {
        match self.project() {
            UnlimitedProjection::Body { call, body } => Some(RunningBody { call, body, limit: () }),
            UnlimitedProjection::Delay { .. } => None,
        }
    }

    #[inline]
    fn poll_limit((): (), state: &mut State<'_>, _: &mut Context<'_>) -> Poll<Infallible> {
        state.note_start();
        Poll::Pending
    }

    #[inline]
    fn end<R>(self: Pin<&mut Self>, ask: impl FnOnce(&mut C) -> R) -> Option<R> {
        // It has finished: nothing cuts it.
        self.running().map(|running| ask(running.call))
    }

    fn begin_delay(mut self: Pin<&mut Self>, delay: Delay, cx: &mut Context<'_>) -> Poll<()> {
        if delay.0 == 0 {
            return Poll::Ready(());
        }
        self.set(Self::Delay { timer: sleep(delay.0) });
        self.poll_delay(cx)
    }

    fn poll_delay(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        match self.project() {
            UnlimitedProjection::Delay { timer } => timer.poll(cx),
            UnlimitedProjection::Body { .. } => Poll::Ready(()),
        }
    }
}
