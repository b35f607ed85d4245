//! The observer of the process.

use core::error::Error;
use core::fmt;
use std::sync::OnceLock;

use crate::observe::event::Event;

type Observer = Box<dyn Fn(&Event<'_>) + Send + Sync>;

static OBSERVER: OnceLock<Observer> = OnceLock::new();

/// Sets the function that gets every [`Event`] of the process, beside the features `tracing` and `metrics`, whose
/// events come first.
///
/// It runs in the task of the call, before the delay of a retry: what takes it long delays that, and its panic is one of the
/// call. It is for the program to set, once.
///
/// # Errors
///
/// [`AlreadySet`], if there is one: that one stays.
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
/// use retry_runtime::observe::{self, EventKind};
///
/// static GIVE_UPS: AtomicU64 = AtomicU64::new(0);
///
/// let count = |event: &observe::Event<'_>| {
///     if event.kind == EventKind::GiveUp {
///         GIVE_UPS.fetch_add(1, Relaxed);
///     }
/// };
/// observe::set(count)?;
/// assert!(observe::set(count).is_err());
/// # Ok::<_, observe::AlreadySet>(())
/// ```
pub fn set(observer: impl Fn(&Event<'_>) + Send + Sync + 'static) -> Result<(), AlreadySet> {
    OBSERVER.set(Box::new(observer)).map_err(|_| AlreadySet(()))
}

pub(super) fn emit(event: &Event<'_>) {
    if let Some(observer) = OBSERVER.get() {
        observer(event);
    }
}

/// There is an observer already: [`set`] sets it once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlreadySet(());

impl fmt::Display for AlreadySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the observer of retries is already set")
    }
}

impl Error for AlreadySet {}
