//! Where a body runs, and the timer beside it or after it.

use core::convert::Infallible;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use pin_project_lite::pin_project;

use crate::call::clock::{Sleep, sleep};
use crate::call::limit;
use crate::call::state::State;
use crate::report::timed_out::Scope;

/// Either a body that runs or the delay after it: nothing of an attempt is kept through the delay.
pub trait Slot {
    type Body;
    type Cut;

    /// The body, unless this is the delay.
    fn body(self: Pin<&mut Self>) -> Option<Pin<&mut Self::Body>>;

    /// Asked after a body that is pending: a result that is ready at the deadline wins.
    fn poll_limit(self: Pin<&mut Self>, state: &mut State<'_>, cx: &mut Context<'_>) -> Poll<Self::Cut>;

    /// Drops the body of an attempt that has ended.
    fn end(self: Pin<&mut Self>);

    /// The timer of the delay, if this is the delay.
    fn timer(self: Pin<&mut Self>) -> Option<Pin<&mut Option<Sleep>>>;

    /// Begins a delay of so many nanoseconds, without the body.
    fn begin_delay(mut self: Pin<&mut Self>, nanos: u64, cx: &mut Context<'_>) -> Poll<()> {
        self.as_mut().end();
        self.timer()
            .map_or(Poll::Pending, |timer| begin_delay(timer, nanos, cx))
    }

    fn poll_delay(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.timer().map_or(Poll::Pending, |timer| poll_delay(timer, cx))
    }
}

pin_project! {
    /// For an attempt that may be cut: the timer of its limit lives beside the body.
    // No larger than its fields: what a timer leaves unused tells the two apart.
    #[project = LimitedProjection]
    pub enum LimitedSlot<F> {
        Body { #[pin] limit: Option<Sleep>, #[pin] body: F },
        Delay { #[pin] timer: Option<Sleep> },
    }
}

impl<F> LimitedSlot<F> {
    #[inline]
    pub(super) fn new(body: F) -> Self {
        Self::Body { limit: None, body }
    }
}

impl<F> Slot for LimitedSlot<F> {
    type Body = F;
    type Cut = Scope;

    #[inline]
    fn body(self: Pin<&mut Self>) -> Option<Pin<&mut F>> {
        match self.project() {
            LimitedProjection::Body { body, .. } => Some(body),
            LimitedProjection::Delay { .. } => None,
        }
    }

    #[inline]
    fn poll_limit(self: Pin<&mut Self>, state: &mut State<'_>, cx: &mut Context<'_>) -> Poll<Scope> {
        match self.project() {
            LimitedProjection::Body { limit, .. } => limit::poll(state, limit, cx),
            LimitedProjection::Delay { .. } => Poll::Pending,
        }
    }

    fn end(mut self: Pin<&mut Self>) {
        self.set(Self::Delay { timer: None });
    }

    fn timer(self: Pin<&mut Self>) -> Option<Pin<&mut Option<Sleep>>> {
        match self.project() {
            LimitedProjection::Body { .. } => None,
            LimitedProjection::Delay { timer } => Some(timer),
        }
    }
}

pin_project! {
    /// For an attempt that nothing cuts.
    #[project = UnlimitedProjection]
    pub enum UnlimitedSlot<F> {
        Body { #[pin] body: F },
        Delay { #[pin] timer: Option<Sleep> },
    }
}

impl<F> UnlimitedSlot<F> {
    #[inline]
    pub(super) fn new(body: F) -> Self {
        Self::Body { body }
    }
}

impl<F> Slot for UnlimitedSlot<F> {
    type Body = F;
    type Cut = Infallible;

    #[inline]
    fn body(self: Pin<&mut Self>) -> Option<Pin<&mut F>> {
        match self.project() {
            UnlimitedProjection::Body { body } => Some(body),
            UnlimitedProjection::Delay { .. } => None,
        }
    }

    #[inline]
    fn poll_limit(self: Pin<&mut Self>, state: &mut State<'_>, _: &mut Context<'_>) -> Poll<Infallible> {
        state.note_start();
        Poll::Pending
    }

    fn end(mut self: Pin<&mut Self>) {
        self.set(Self::Delay { timer: None });
    }

    fn timer(self: Pin<&mut Self>) -> Option<Pin<&mut Option<Sleep>>> {
        match self.project() {
            UnlimitedProjection::Body { .. } => None,
            UnlimitedProjection::Delay { timer } => Some(timer),
        }
    }
}

/// Begins a delay; one function for all bodies. Without a delay the task still yields once: others run before the next
/// attempt, and what would end this call is seen.
#[cold]
#[inline(never)]
pub(super) fn begin_delay(mut timer: Pin<&mut Option<Sleep>>, nanos: u64, cx: &mut Context<'_>) -> Poll<()> {
    if nanos == 0 {
        timer.set(None);
        cx.waker().wake_by_ref();
        return Poll::Pending;
    }
    timer.set(Some(sleep(nanos)));
    poll_delay(timer, cx)
}

#[cold]
#[inline(never)]
pub(super) fn poll_delay(timer: Pin<&mut Option<Sleep>>, cx: &mut Context<'_>) -> Poll<()> {
    timer.as_pin_mut().map_or(Poll::Ready(()), |timer| timer.poll(cx))
}
