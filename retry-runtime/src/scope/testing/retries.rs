//! Switches: retries off, or few and without delays.

use core::cell::{Cell, RefCell};
use core::future::Future;
use core::marker::PhantomData;
use core::pin::Pin;
use core::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed};
use core::task::{Context, Poll};

use pin_project_lite::pin_project;

/// What a failed attempt is followed by, in tests.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retries {
    /// What the attribute says. It also undoes a wider switch inside a narrower one.
    Normal,
    /// Nothing: the first failure ends the call.
    Off,
    /// Another attempt without a delay, up to this many in all; fewer where `max` is less. 0 counts as 1.
    AtMost(u32),
}

/// No switch is set: `max` is never more.
const NORMAL: u32 = u32::MAX;

static EVERYWHERE: AtomicU32 = AtomicU32::new(NORMAL);

/// Whether this process has ever had a switch: others look no further.
static USED: AtomicBool = AtomicBool::new(false);

thread_local! {
    /// The `within` that is being polled.
    static WITHIN: Cell<Option<u32>> = const { Cell::new(None) };
    /// The guards of this thread, the last one in force. Futures on one thread may end theirs in any order.
    static GUARDS: RefCell<Vec<(u64, u32)>> = const { RefCell::new(Vec::new()) };
}

impl Retries {
    /// For this thread, until the guard is dropped; of several guards the last one holds.
    #[must_use = "the switch is set back when the guard is dropped"]
    pub fn on_this_thread(self) -> Guard {
        static GUARDS_SO_FAR: AtomicU64 = AtomicU64::new(0);
        let id = GUARDS_SO_FAR.fetch_add(1, Relaxed);
        // Where the thread is ending nothing runs that it could hold for.
        let _ = GUARDS.try_with(|guards| guards.borrow_mut().push((id, self.attempts())));
        Guard {
            id,
            on_one_thread: PhantomData,
        }
    }

    /// For `future` and all that runs in it, but not for what it spawns.
    pub fn within<F: IntoFuture>(self, future: F) -> Within<F::IntoFuture> {
        Within {
            attempts: self.attempts(),
            future: future.into_future(),
        }
    }

    /// For the whole process, until another call of this function; [`Normal`](Self::Normal) sets it back.
    pub fn everywhere(self) {
        EVERYWHERE.store(self.attempts(), Relaxed);
    }

    fn attempts(self) -> u32 {
        USED.store(true, Relaxed);
        match self {
            Self::Normal => NORMAL,
            Self::Off => 1,
            Self::AtMost(attempts) => attempts.clamp(1, NORMAL - 1),
        }
    }
}

/// Sets the switch of [`Retries::on_this_thread`] back when it is dropped.
///
/// ```
/// use retry_runtime::testing::{Guard, Retries};
///
/// struct Suite {
///     _retries: Guard,
/// }
///
/// let suite = Suite { _retries: Retries::Off.on_this_thread() };
/// # drop(suite);
/// ```
#[derive(Debug)]
pub struct Guard {
    id: u64,
    // The thread that set it sets it back.
    on_one_thread: PhantomData<*const ()>,
}

impl Drop for Guard {
    fn drop(&mut self) {
        // Nothing is left to set back where the thread ends, and with it the guards that it has kept in a thread-local.
        let _ = GUARDS.try_with(|guards| guards.borrow_mut().retain(|(id, _)| *id != self.id));
    }
}

pin_project! {
    /// The future of [`Retries::within`].
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct Within<F> {
        attempts: u32,
        #[pin]
        future: F,
    }
}

impl<F: Future> Future for Within<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let _restore = Restore(WITHIN.replace(Some(*this.attempts)));
        this.future.poll(cx)
    }
}

/// Puts back what stood there, also when the future panics.
struct Restore(Option<u32>);

impl Drop for Restore {
    fn drop(&mut self) {
        WITHIN.set(self.0);
    }
}

/// What the switches say now.
#[derive(Clone, Copy)]
pub(crate) struct Switch(u32);

#[inline]
pub(crate) fn current() -> Switch {
    Switch(if USED.load(Relaxed) { switched() } else { NORMAL })
}

#[cold]
fn switched() -> u32 {
    let last = |guards: &RefCell<Vec<(u64, u32)>>| guards.borrow().last().map(|(_, attempts)| *attempts);
    let guarded = || GUARDS.try_with(last).ok().flatten();
    WITHIN
        .get()
        .or_else(guarded)
        .unwrap_or_else(|| EVERYWHERE.load(Relaxed))
}

impl Switch {
    /// `max`, as far as the switches allow.
    #[inline]
    pub(crate) fn max(self, max: u32) -> u32 {
        max.min(self.0)
    }

    /// `delay`, unless the switches drop it.
    #[inline]
    pub(crate) fn delay(self, delay: u64) -> u64 {
        if self.0 == NORMAL { delay } else { 0 }
    }
}
