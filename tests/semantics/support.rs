//! An error with every answer, and virtual time.

use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use retry_runtime::{TimedOut, Transient};
use tokio::time::Instant;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Error {
    Transient(u32),
    Busy(Duration),
    Permanent,
    TimedOut(TimedOut),
}

impl Transient for Error {
    fn is_transient(&self) -> bool {
        !matches!(self, Self::Permanent)
    }

    fn retry_after(&self) -> Option<Duration> {
        if let Self::Busy(wait) = self { Some(*wait) } else { None }
    }
}

impl From<TimedOut> for Error {
    fn from(timed_out: TimedOut) -> Self {
        Self::TimedOut(timed_out)
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for Error {}

pub(crate) const fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// The virtual time that the future takes, and what it gives.
pub(crate) async fn timed<F: Future>(future: F) -> (Duration, F::Output) {
    let start = Instant::now();
    let output = future.await;
    (start.elapsed(), output)
}

/// Fails with `Transient(n)` in the n-th attempt.
pub(crate) fn fail<T>(attempts: &mut u32) -> Result<T, Error> {
    *attempts += 1;
    Err(Error::Transient(*attempts))
}

/// Moves the paused clock on inside of a poll, as what blocks its thread does.
pub(crate) fn block(duration: Duration) {
    // The clock moves on the first poll; what follows is a yield.
    let advance = pin!(tokio::time::advance(duration));
    assert!(poll_once(advance).is_pending());
}

/// Polls by hand; nobody is woken.
pub(crate) fn poll_once<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}
