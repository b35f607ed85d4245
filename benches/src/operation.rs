//! The work that is retried.

use std::cell::Cell;
use std::hint::black_box;
use std::task::Poll;

use retry_runtime::{TimedOut, Transient};

#[derive(Debug)]
pub enum Error {
    Busy,
    Broken,
    TimedOut(TimedOut),
    Elapsed,
}

impl Transient for Error {
    fn is_transient(&self) -> bool {
        !matches!(self, Self::Broken)
    }
}

impl From<TimedOut> for Error {
    fn from(timed_out: TimedOut) -> Self {
        Self::TimedOut(timed_out)
    }
}

impl From<tokio::time::error::Elapsed> for Error {
    fn from(_: tokio::time::error::Elapsed) -> Self {
        Self::Elapsed
    }
}

/// What an operation does before it succeeds.
#[derive(Clone, Copy)]
pub enum Does {
    /// Nothing.
    Succeed,
    /// It is pending once.
    Wait,
    /// It fails twice.
    Fail,
}

pub struct Client {
    pub does: Does,
    /// Failures still to come.
    pub failures: Cell<u32>,
    pub served: Cell<u64>,
}

impl Client {
    #[must_use]
    pub fn new(does: Does) -> Self {
        Self {
            does,
            failures: Cell::new(0),
            served: Cell::new(0),
        }
    }

    /// Before each call.
    pub fn prepare(&self) {
        self.failures.set(if matches!(self.does, Does::Fail) { 2 } else { 0 });
    }

    /// The operation itself.
    ///
    /// # Errors
    ///
    /// As often as it has been told to fail.
    #[inline]
    pub async fn get(&self, key: &str) -> Result<u64, Error> {
        if matches!(self.does, Does::Wait) {
            pending_once().await;
        }
        let failures = self.failures.get();
        if failures > 0 {
            self.failures.set(failures - 1);
            return Err(black_box(Error::Busy));
        }
        self.served.set(self.served.get() + 1);
        Ok(black_box(self.served.get() + key.len() as u64))
    }
}

async fn pending_once() {
    let mut polled = false;
    std::future::poll_fn(|context| {
        if polled {
            return Poll::Ready(());
        }
        polled = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
