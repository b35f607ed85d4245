//! An error with every answer, and virtual time.

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
