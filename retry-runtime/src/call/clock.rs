//! The clock and the timer: the one file that names tokio's.

use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

pub(crate) use tokio::time::{Instant, Sleep, sleep_until};

#[inline]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// The timer of a delay that begins now.
#[cold]
#[inline(never)]
pub(crate) fn sleep(nanos: u64) -> Sleep {
    tokio::time::sleep(Duration::from_nanos(nanos))
}

/// The clock of calls that block their thread. It is the standard library's, also in a runtime whose clock is paused.
pub(crate) mod blocking {
    use core::time::Duration;

    use super::Instant;
    use crate::scope::testing::virtual_time;

    #[inline]
    pub(crate) fn now() -> Instant {
        virtual_time::now().unwrap_or_else(std::time::Instant::now).into()
    }

    /// Blocks the thread for so many nanoseconds; without any others run, as they do at an asynchronous yield.
    #[cold]
    #[inline(never)]
    pub(crate) fn wait(nanos: u64) {
        let delay = Duration::from_nanos(nanos);
        if virtual_time::advance(delay) {
            return;
        }
        if nanos == 0 {
            std::thread::yield_now();
        } else {
            std::thread::sleep(delay);
        }
    }
}

/// A timer may end later than asked by so many nanoseconds: tokio's counts whole milliseconds, and rounds up.
pub(crate) const ROUNDING: u64 = 999_999;

/// The end of a limit that counts from `start`.
#[inline]
pub(crate) fn deadline(start: Instant, limit: Duration) -> Instant {
    start.checked_add(within_reach(limit)).unwrap_or(start)
}

/// At most 68 years: nobody waits for longer, and a clock can count it.
#[inline]
pub(crate) fn within_reach(limit: Duration) -> Duration {
    const MOST: Duration = Duration::from_secs(1 << 31);
    limit.min(MOST)
}

/// Whether the time of a body that is pending is over; the timer may have been armed in an earlier poll.
pub(crate) fn poll_timer(mut timer: Pin<&mut Sleep>, armed_before: bool, cx: &mut Context<'_>) -> Poll<()> {
    if timer.as_mut().poll(cx).is_pending() {
        // A body that uses up its task's cooperative budget on every poll leaves none for the timer.
        let starved = armed_before && now() >= timer.deadline();
        if !starved {
            return Poll::Pending;
        }
    }
    Poll::Ready(())
}
