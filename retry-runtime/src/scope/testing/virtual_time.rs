//! The time of blocking calls, without waiting for it.

use core::cell::Cell;
use core::marker::PhantomData;
use core::time::Duration;
use std::time::Instant;

/// 68 years, which the clocks of all systems can count.
const MOST: Duration = Duration::from_secs(1 << 31);

#[derive(Clone, Copy)]
struct Time {
    start: Instant,
    elapsed: Duration,
    guards: usize,
}

thread_local! {
    static TIME: Cell<Option<Time>> = const { Cell::new(None) };
}

/// Stops the clock of blocking calls on this thread, as long as the guard lives: their delays advance it instead of waiting.
///
/// For blocking functions alone: those that are `async` follow tokio's clock, which `start_paused` and `tokio::time::pause`
/// stop. It is safe beside parallel tests, each of which has a thread of its own. While several guards live on a thread they
/// are of one clock, which goes on until the last of them is dropped.
///
/// ```
/// use std::{io, time::Duration};
/// use retry_runtime::{retry, testing::virtual_time};
///
/// #[retry(max = 3, delay_secs = 1, jitter = none)]
/// fn ping(calls: &mut u32) -> io::Result<u32> {
///     *calls += 1;
///     if *calls < 3 { Err(io::ErrorKind::ConnectionReset.into()) } else { Ok(*calls) }
/// }
///
/// let time = virtual_time();
/// assert_eq!(ping(&mut 0).unwrap(), 3);
/// assert_eq!(time.elapsed(), Duration::from_secs(1 + 2));
/// ```
#[must_use = "time goes on when the guard is dropped"]
pub fn virtual_time() -> VirtualTime {
    // Where the thread is ending nothing runs whose time it could be.
    let since = TIME.try_with(|time| {
        let mut now = time.get().unwrap_or_else(|| Time {
            start: Instant::now(),
            elapsed: Duration::ZERO,
            guards: 0,
        });
        now.guards += 1;
        time.set(Some(now));
        now.elapsed
    });
    VirtualTime {
        since: since.unwrap_or_default(),
        on_one_thread: PhantomData,
    }
}

/// The clock that [`virtual_time`] has stopped.
#[derive(Debug)]
pub struct VirtualTime {
    /// The clock's time when the guard was made.
    since: Duration,
    // The thread that stopped it lets it go on.
    on_one_thread: PhantomData<*const ()>,
}

impl VirtualTime {
    /// The virtual time since this guard was made.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        let now = TIME.try_with(Cell::get).ok().flatten();
        now.map_or(Duration::ZERO, |now| now.elapsed.saturating_sub(self.since))
    }

    /// Moves the clock on, as an attempt does that takes its time.
    pub fn advance(&self, duration: Duration) {
        advance(duration);
    }
}

impl Drop for VirtualTime {
    fn drop(&mut self) {
        let _ = TIME.try_with(|time| {
            let left = time.get().filter(|now| now.guards > 1);
            time.set(left.map(|now| Time {
                guards: now.guards - 1,
                ..now
            }));
        });
    }
}

/// The virtual time of this thread, if its clock stands.
#[inline]
pub(crate) fn now() -> Option<Instant> {
    let time = TIME.try_with(Cell::get).ok().flatten()?;
    Some(time.start + time.elapsed)
}

/// Moves the clock of this thread on, if it stands.
pub(crate) fn advance(duration: Duration) -> bool {
    let advanced = TIME.try_with(|time| {
        let Some(now) = time.get() else { return false };
        time.set(Some(Time {
            elapsed: now.elapsed.saturating_add(duration).min(MOST),
            ..now
        }));
        true
    });
    advanced.unwrap_or(false)
}
