//! The error of a call that its limit has cut, with the last error behind it, where nothing else holds the two together.

use core::error::Error;
use core::fmt;

use crate::report::decision::Decision;
use crate::report::timed_out::TimedOut;

/// Shown as the limit, with the last error as its source.
struct Cut {
    timed_out: TimedOut,
    last: Box<dyn Error + Send + Sync>,
}

impl fmt::Debug for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { timed_out, last } = self;
        f.debug_struct("Cut")
            .field("timed_out", timed_out)
            .field("last", last)
            .finish()
    }
}

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.timed_out.fmt(f)
    }
}

impl Error for Cut {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.last)
    }
}

/// A limit is transient, whatever came before it.
pub(super) fn known(error: &(dyn Error + 'static)) -> Option<Decision> {
    timed_out(error).map(|_| Decision::Retry)
}

/// The limit, if this is the error of a call that was cut.
pub(super) fn timed_out<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a TimedOut> {
    error.downcast_ref::<Cut>().map(|cut| &cut.timed_out)
}

#[cfg(feature = "tokio")]
impl crate::report::timed_out::KeepsLast for Box<dyn Error + Send + Sync> {
    fn with_last(timed_out: TimedOut, last: Self) -> Self {
        Box::new(Cut { timed_out, last })
    }
}
