//! What may cut an attempt: nothing, or a limit on time. Calls without a limit need no error for it.

use core::convert::Infallible;

use crate::call::slot::{LimitedSlot, Slot, UnlimitedSlot};
use crate::call::state::State;
use crate::report::timed_out::{Scope, TimedOut};

/// What cut an attempt. As small as can be: it goes the way of every result.
pub trait Cut: Sized {
    /// What a body of the future `F` runs in.
    type Slot<C, F>: Slot<C, F, Cut = Self>;

    /// The attempt limit allows another attempt; the limit of the call does not.
    fn may_retry(&self) -> bool;

    fn timed_out(self, state: &State<'_>) -> TimedOut;
}

/// Nothing cuts it.
impl Cut for Infallible {
    type Slot<C, F> = UnlimitedSlot<C, F>;

    fn may_retry(&self) -> bool {
        match *self {}
    }

    fn timed_out(self, _: &State<'_>) -> TimedOut {
        match self {}
    }
}

impl Cut for Scope {
    type Slot<C, F> = LimitedSlot<C, F>;

    fn may_retry(&self) -> bool {
        *self == Self::Attempt
    }

    fn timed_out(self, state: &State<'_>) -> TimedOut {
        state.timed_out(self)
    }
}
