//! Whether a call can be cut: calls without a limit need no error for it.

use core::convert::Infallible;

use crate::kind::{Kind, TimesOut};
use crate::place::{Beside, InTurn, Place};
use crate::progress::Progress;
use crate::timed_out::{Scope, TimedOut};

/// What may cut an attempt. Free of the error type, so that one which is not fit for a limit is said once, where the
/// call begins.
pub trait Limits {
    /// Which limit cut an attempt. As small as can be: it goes the way of every result.
    type Cut;
    /// What a body of the future `F` runs in.
    type Place<H, F>: Place<H, F, Cut = Self::Cut>;

    /// The attempt limit allows another attempt; the limit of the call does not.
    fn may_retry(cut: &Self::Cut) -> bool;

    fn timed_out(progress: &Progress<'_>, cut: Self::Cut) -> TimedOut;
}

/// How a call of this kind ends when it was cut.
pub trait Ends<K: Kind>: Limits {
    /// `limit` is what forbids another attempt, where that is not the cut itself.
    fn end(progress: &Progress<'_>, cut: Self::Cut, limit: Option<TimedOut>, kept: K::Kept) -> K::Returned;
}

pub struct Unlimited;

impl Limits for Unlimited {
    type Cut = Infallible;
    type Place<H, F> = InTurn<H, F>;

    fn may_retry(cut: &Infallible) -> bool {
        match *cut {}
    }

    fn timed_out(_: &Progress<'_>, cut: Infallible) -> TimedOut {
        match cut {}
    }
}

impl<K: Kind> Ends<K> for Unlimited {
    fn end(_: &Progress<'_>, cut: Infallible, _: Option<TimedOut>, _: K::Kept) -> K::Returned {
        match cut {}
    }
}

pub struct Limited;

impl Limits for Limited {
    type Cut = Scope;
    type Place<H, F> = Beside<H, F>;

    fn may_retry(cut: &Scope) -> bool {
        *cut == Scope::Attempt
    }

    fn timed_out(progress: &Progress<'_>, cut: Scope) -> TimedOut {
        progress.timed_out(cut)
    }
}

impl<K: TimesOut> Ends<K> for Limited {
    fn end(progress: &Progress<'_>, cut: Scope, limit: Option<TimedOut>, kept: K::Kept) -> K::Returned {
        let cut = progress.timed_out(cut);
        K::timed_out(progress, cut, limit.unwrap_or(cut), kept)
    }
}
