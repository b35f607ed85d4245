//! What may cut an attempt: nothing, or a limit on time. Calls without a limit need no error for it.

use core::convert::Infallible;

use crate::report::timed_out::Scope;

/// What cut an attempt. As small as can be: it goes the way of every result.
pub trait Cut: Copy {
    /// The limit on the call, if a limit may cut its attempts.
    const OPERATION: Option<Self>;

    fn scope(self) -> Scope;

    /// The attempt limit allows another attempt; the limit of the call does not.
    fn may_retry(self) -> bool {
        self.scope() == Scope::Attempt
    }
}

/// Nothing cuts it.
impl Cut for Infallible {
    const OPERATION: Option<Self> = None;

    fn scope(self) -> Scope {
        match self {}
    }
}

impl Cut for Scope {
    const OPERATION: Option<Self> = Some(Self::Operation);

    fn scope(self) -> Scope {
        self
    }
}
