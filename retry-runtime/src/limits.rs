//! Whether a call can be cut: calls without a limit need no error for it.

use core::convert::Infallible;
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

use crate::kind::{Kind, Returned, TimesOut};
use crate::progress::Progress;
use crate::timed_out::{Scope, TimedOut};

/// What may cut an attempt. Free of the error type, so that one which is not fit for a limit is said once, where the
/// call begins.
pub trait Limits {
    /// Why an attempt was cut.
    type Cut;

    /// Asked while the attempt is pending.
    fn poll(progress: Pin<&mut Progress<'_>>, cx: &mut Context<'_>) -> Poll<Self::Cut>;

    /// The attempt limit allows another attempt; the limit of the call does not.
    fn may_retry(cut: &Self::Cut) -> bool;

    fn timed_out(cut: Self::Cut) -> TimedOut;
}

/// How a call of this kind ends when it was cut.
pub trait Ends<K: Kind>: Limits {
    /// `limit` is what forbids another attempt, where that is not the cut itself.
    fn end(elapsed: Duration, cut: Self::Cut, limit: Option<TimedOut>, kept: K::Kept) -> Returned<K>;
}

pub struct Unlimited;

impl Limits for Unlimited {
    type Cut = Infallible;

    #[inline]
    fn poll(progress: Pin<&mut Progress<'_>>, _: &mut Context<'_>) -> Poll<Infallible> {
        progress.note_start();
        Poll::Pending
    }

    fn may_retry(cut: &Infallible) -> bool {
        match *cut {}
    }

    fn timed_out(cut: Infallible) -> TimedOut {
        match cut {}
    }
}

impl<K: Kind> Ends<K> for Unlimited {
    fn end(_: Duration, cut: Infallible, _: Option<TimedOut>, _: K::Kept) -> Returned<K> {
        match cut {}
    }
}

pub struct Limited;

impl Limits for Limited {
    type Cut = TimedOut;

    fn poll(progress: Pin<&mut Progress<'_>>, cx: &mut Context<'_>) -> Poll<TimedOut> {
        progress.poll_limits(cx)
    }

    fn may_retry(cut: &TimedOut) -> bool {
        cut.scope == Scope::Attempt
    }

    fn timed_out(cut: TimedOut) -> TimedOut {
        cut
    }
}

impl<K: TimesOut> Ends<K> for Limited {
    fn end(elapsed: Duration, cut: TimedOut, limit: Option<TimedOut>, kept: K::Kept) -> Returned<K> {
        K::timed_out(elapsed, cut, limit.unwrap_or(cut), kept)
    }
}
