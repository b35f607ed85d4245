//! Whether a call can be cut: calls without a limit need no error for it.

use core::convert::Infallible;
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

use crate::kind::{Kind, Returned, TimesOut};
use crate::progress::Progress;
use crate::timed_out::{Scope, TimedOut};

pub trait Limits<K: Kind> {
    /// Why an attempt was cut.
    type Cut;

    /// Asked while the attempt is pending.
    fn poll(progress: Pin<&mut Progress<'_>>, cx: &mut Context<'_>) -> Poll<Self::Cut>;

    /// The attempt limit allows another attempt; the limit of the call does not.
    fn may_retry(cut: &Self::Cut) -> bool;

    /// The end of a call that was cut; `limit` is what forbids another attempt, where that is not the cut itself.
    fn end(elapsed: Duration, cut: Self::Cut, limit: Option<TimedOut>, kept: K::Kept) -> Returned<K>;

    fn timed_out(cut: Self::Cut) -> TimedOut;
}

pub struct Unlimited;

impl<K: Kind> Limits<K> for Unlimited {
    type Cut = Infallible;

    #[inline]
    fn poll(progress: Pin<&mut Progress<'_>>, _: &mut Context<'_>) -> Poll<Infallible> {
        progress.note_start();
        Poll::Pending
    }

    fn may_retry(cut: &Infallible) -> bool {
        match *cut {}
    }

    fn end(_: Duration, cut: Infallible, _: Option<TimedOut>, _: K::Kept) -> Returned<K> {
        match cut {}
    }

    fn timed_out(cut: Infallible) -> TimedOut {
        match cut {}
    }
}

pub struct Limited;

impl<K: TimesOut> Limits<K> for Limited {
    type Cut = TimedOut;

    fn poll(progress: Pin<&mut Progress<'_>>, cx: &mut Context<'_>) -> Poll<TimedOut> {
        progress.poll_limits(cx)
    }

    fn may_retry(cut: &TimedOut) -> bool {
        cut.scope == Scope::Attempt
    }

    fn end(elapsed: Duration, cut: TimedOut, limit: Option<TimedOut>, kept: K::Kept) -> Returned<K> {
        K::timed_out(elapsed, cut, limit.unwrap_or(cut), kept)
    }

    fn timed_out(cut: TimedOut) -> TimedOut {
        cut
    }
}
