//! What may cut an attempt: nothing, or a limit on time. Calls without a limit need no error for it.

use core::convert::Infallible;

use crate::call::slot::{LimitedSlot, Slot, UnlimitedSlot};
use crate::report::timed_out::Scope;

/// What cut an attempt. As small as can be: it goes the way of every result.
pub trait Cut: Copy {
    /// What a body of the future `F` runs in.
    type Slot<F>: Slot<F, Cut = Self>;

    /// The limit on the call, if a limit may cut its attempts.
    const OPERATION: Option<Self>;

    fn scope(self) -> Scope;

    /// The attempt limit allows another attempt; the limit of the call does not.
    fn may_retry(self) -> bool;
}

/// Nothing cuts it.
impl Cut for Infallible {
    type Slot<F> = UnlimitedSlot<F>;

    const OPERATION: Option<Self> = None;

    fn scope(self) -> Scope {
        match self {}
    }

    fn may_retry(self) -> bool {
        match self {}
    }
}

impl Cut for Scope {
    type Slot<F> = LimitedSlot<F>;

    const OPERATION: Option<Self> = Some(Self::Operation);

    fn scope(self) -> Scope {
        self
    }

    fn may_retry(self) -> bool {
        self == Self::Attempt
    }
}
