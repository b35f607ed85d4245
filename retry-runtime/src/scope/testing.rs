//! Switches for test suites: retries off, or few and without delays.
//!
//! A test of what happens *after* the last attempt should not wait for the attempts before it. There are three reaches,
//! and the narrowest that is set wins:
//!
//! - [`Retries::within`] holds for one future, on whichever thread it is polled, and is safe beside parallel tests;
//! - [`Retries::on_this_thread`] holds while its guard lives, for everything on the thread. A `#[tokio::test]` of the
//!   current-thread flavour, the default, runs on a thread of its own with all that it spawns, so that it too is safe
//!   beside parallel tests; the tasks of a multi-threaded runtime run on other threads;
//! - [`Retries::everywhere`] holds for the process, for a test binary that wants no retries at all.
//!
//! The switches are read when an attempt has failed: a call that succeeds at once does not know of them. They change
//! neither which errors are retried nor the limits on time.
//!
//! ```
//! use std::io;
//! use retry_runtime::{retry, testing::Retries};
//!
//! #[retry(max = 5, delay_secs = 10)]
//! async fn ping(calls: &mut u32) -> io::Result<()> {
//!     *calls += 1;
//!     Err(io::ErrorKind::ConnectionRefused.into())
//! }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! let mut calls = 0;
//! let _guard = Retries::Off.on_this_thread();
//! assert!(ping(&mut calls).await.is_err());
//! assert_eq!(calls, 1);
//!
//! // Three attempts at once, without their delays.
//! calls = 0;
//! assert!(Retries::AtMost(3).within(ping(&mut calls)).await.is_err());
//! assert_eq!(calls, 3);
//! # }
//! ```

use core::cell::{Cell, RefCell};
use core::future::Future;
use core::marker::PhantomData;
use core::pin::Pin;
use core::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed};
use core::task::{Context, Poll};

use pin_project_lite::pin_project;

/// What a failed attempt is followed by, in tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retries {
    /// What the attribute says. It also undoes a wider switch inside a narrower one.
    Normal,
    /// Nothing: the first failure ends the call.
    Off,
    /// Another attempt at once, up to this many in all; fewer where `max` is less. 0 counts as 1.
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
        GUARDS.with_borrow_mut(|guards| guards.push((id, self.attempts())));
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
#[derive(Debug)]
pub struct Guard {
    id: u64,
    // The thread that set it sets it back.
    on_one_thread: PhantomData<*const ()>,
}

impl Drop for Guard {
    fn drop(&mut self) {
        GUARDS.with_borrow_mut(|guards| guards.retain(|(id, _)| *id != self.id));
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
    let guarded = || GUARDS.with_borrow(|guards| guards.last().map(|(_, attempts)| *attempts));
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
