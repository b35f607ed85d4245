//! `eyre::Report`: the feature `with-eyre-0_6`.

use core::error::Error as StdError;
use core::mem;
use core::time::Duration;

use eyre::{DefaultHandler, EyreHandler, Report};

use super::chain::{self, ErrorChain};
use super::mark::{Mark, Marked};
use crate::report::decision::Decision;
use crate::report::transient::Transient;

/// By what its chain holds: see the [table of `Mark`](crate::Mark#what-decides). What `bail!` makes is permanent without
/// a mark.
///
/// ```
/// use eyre::{WrapErr as _, eyre};
/// use retry_runtime::{Mark, Transient};
/// use std::io::{Error, ErrorKind};
///
/// let reset: eyre::Result<()> = Err(Error::from(ErrorKind::ConnectionReset)).wrap_err("reading the page");
/// assert!(reset.unwrap_err().is_transient());
/// assert!(!eyre!("no such page").is_transient());
/// assert!(eyre!("half a page").transient().wrap_err("parsing").is_transient());
/// ```
impl Transient for Report {
    fn is_transient(&self) -> bool {
        chain::is_transient(self)
    }

    fn retry_after(&self) -> Option<Duration> {
        chain::retry_after(self)
    }
}

impl ErrorChain for Report {
    fn outermost(&self) -> &(dyn StdError + 'static) {
        // A box is held by a private type, and found by its own alone.
        let boxed = self.downcast_ref::<Box<dyn StdError + Send + Sync>>();
        boxed.map_or(&**self, |boxed| &**boxed)
    }

    fn context<T: StdError + Send + Sync + 'static>(&self) -> Option<&T> {
        self.downcast_ref()
    }
}

/// [`Mark`] of an `eyre::Report`.
pub struct Eyre(());

impl Mark<Eyre> for Report {
    type Marked = Self;

    #[track_caller]
    fn mark(mut self, decision: Decision) -> Self {
        // Its place and its backtrace are the error's, not those of the mark. Those of another handler stay behind.
        let mut between = Self::msg("");
        exchange(self.handler_mut(), between.handler_mut());
        let mut marked = Self::new(Marked::held(self, decision));
        exchange(marked.handler_mut(), between.handler_mut());
        marked
    }
}

/// Exchanges the contents of two of eyre's own handlers.
fn exchange(one: &mut dyn EyreHandler, other: &mut dyn EyreHandler) {
    if let (Some(one), Some(other)) = (
        one.downcast_mut::<DefaultHandler>(),
        other.downcast_mut::<DefaultHandler>(),
    ) {
        mem::swap(one, other);
    }
}

/// The limit as a context of the last error: `downcast_ref` finds both.
#[cfg(feature = "tokio")]
impl crate::report::timed_out::KeepsLast for Report {
    fn with_last(timed_out: crate::TimedOut, last: Self) -> Self {
        last.wrap_err(timed_out)
    }
}
