//! What the test targets share. The tests live in the targets beside this file.

use std::{
    fmt,
    future::poll_fn,
    marker::PhantomData,
    sync::atomic::{AtomicU32, Ordering},
    task::Poll,
};

/// An operation that fails with `E::default()` at first and succeeds from then on.
///
/// It counts its calls. `E` is the error type of the test target, whose default is a transient one.
pub struct Flaky<E> {
    failures: u32,
    attempts: AtomicU32,
    error: PhantomData<fn() -> E>,
}

impl<E> Flaky<E> {
    /// Fails twice.
    #[must_use]
    pub const fn new() -> Self {
        Self::failing(2)
    }

    /// Fails `failures` times.
    #[must_use]
    pub const fn failing(failures: u32) -> Self {
        Self {
            failures,
            attempts: AtomicU32::new(0),
            error: PhantomData,
        }
    }

    /// Calls up to now.
    pub fn attempts(&self) -> u32 {
        self.attempts.load(Ordering::SeqCst)
    }
}

impl<E: Default> Flaky<E> {
    /// The number of this call, from 1, or the error.
    pub fn step(&self) -> Result<u32, E> {
        let attempt = self.attempts.fetch_add(1, Ordering::SeqCst) + 1;
        if attempt > self.failures {
            Ok(attempt)
        } else {
            Err(E::default())
        }
    }

    /// As [`step`](Self::step), pending once before it.
    pub async fn call(&self) -> Result<u32, E> {
        pause().await;
        self.step()
    }
}

impl<E> Default for Flaky<E> {
    fn default() -> Self {
        Self::new()
    }
}

impl<E> fmt::Debug for Flaky<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Flaky").field(&self.attempts()).finish()
    }
}

/// Is pending once.
pub async fn pause() {
    let mut polled = false;
    poll_fn(|context| {
        if polled {
            return Poll::Ready(());
        }
        polled = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
