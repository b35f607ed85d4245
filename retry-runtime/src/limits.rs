//! What may cut an attempt: nothing, or a limit on time. Calls without a limit need no error for it.

use core::convert::Infallible;

use crate::place::{Beside, InTurn, Place};
use crate::progress::Progress;
use crate::timed_out::{Scope, TimedOut};

/// What cut an attempt. As small as can be: it goes the way of every result.
pub trait Cut: Sized {
    /// What a body of the future `F` runs in.
    type Place<H, F>: Place<H, F, Cut = Self>;

    /// The attempt limit allows another attempt; the limit of the call does not.
    fn may_retry(&self) -> bool;

    fn timed_out(self, progress: &Progress<'_>) -> TimedOut;
}

/// Nothing cuts it.
impl Cut for Infallible {
    type Place<H, F> = InTurn<H, F>;

    fn may_retry(&self) -> bool {
        match *self {}
    }

    fn timed_out(self, _: &Progress<'_>) -> TimedOut {
        match self {}
    }
}

impl Cut for Scope {
    type Place<H, F> = Beside<H, F>;

    fn may_retry(&self) -> bool {
        *self == Self::Attempt
    }

    fn timed_out(self, progress: &Progress<'_>) -> TimedOut {
        progress.timed_out(self)
    }
}
