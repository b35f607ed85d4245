//! `anyhow::Error`: the feature `with-anyhow-1`.

use core::error::Error as StdError;
use core::time::Duration;

use anyhow::Error;

use super::chain::{self, ErrorChain};
use super::mark::{Mark, Marked};
use crate::report::decision::Decision;
use crate::report::transient::Transient;

/// By what its chain holds: see the [table of `Mark`](crate::Mark#what-decides). What `bail!` makes is permanent without
/// a mark.
///
/// ```
/// use anyhow::{Context as _, anyhow};
/// use retry_runtime::{Mark, Transient};
/// use std::io::{Error, ErrorKind};
///
/// let reset: anyhow::Result<()> = Err(Error::from(ErrorKind::ConnectionReset)).context("reading the page");
/// assert!(reset.unwrap_err().is_transient());
/// assert!(!anyhow!("no such page").is_transient());
/// assert!(anyhow!("half a page").transient().context("parsing").is_transient());
/// ```
impl Transient for Error {
    fn is_transient(&self) -> bool {
        chain::is_transient(self)
    }

    fn retry_after(&self) -> Option<Duration> {
        chain::retry_after(self)
    }
}

impl ErrorChain for Error {
    fn outermost(&self) -> &(dyn StdError + 'static) {
        // A box is held by a private type, and found by its own alone.
        let boxed = self.downcast_ref::<Box<dyn StdError + Send + Sync>>();
        boxed.map_or(&**self, |boxed| &**boxed)
    }

    fn context<T: StdError + Send + Sync + 'static>(&self) -> Option<&T> {
        self.downcast_ref()
    }
}

/// [`Mark`] of an `anyhow::Error`.
pub struct Anyhow(());

impl Mark<Anyhow> for Error {
    type Marked = Self;

    fn mark(self, decision: Decision) -> Self {
        Self::new(Marked::held(self, decision))
    }
}

/// The limit as a context of the last error: `downcast_ref` finds both.
#[cfg(feature = "tokio")]
impl crate::report::timed_out::KeepsLast for Error {
    fn with_last(timed_out: crate::TimedOut, last: Self) -> Self {
        last.context(timed_out)
    }
}
