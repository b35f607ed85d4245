//! The same delays in every run.

use core::marker::PhantomData;

use crate::policy::draw::reseed;

/// Draws the jitter of this thread from `seed`, until the guard is dropped: equal seeds give equal delays.
///
/// A `#[tokio::test]` of the current-thread flavour, the default, runs on a thread of its own with all that it spawns.
/// Delays are drawn in the order in which attempts fail, so that what runs side by side has to fail in the same order
/// for the same delays.
///
/// ```
/// use retry_runtime::{RetryConfig, testing};
///
/// let policy = RetryConfig::new().max(4);
/// let delays = || {
///     let _seeded = testing::seed(7);
///     policy.jittered_delays().collect::<Vec<_>>()
/// };
/// assert_eq!(delays(), delays());
/// ```
#[must_use = "the delays are random again when the guard is dropped"]
pub fn seed(seed: u64) -> Seeded {
    Seeded {
        before: reseed(Some(seed)),
        on_one_thread: PhantomData,
    }
}

/// Draws the jitter of this thread as before when it is dropped; made by [`seed`].
#[derive(Debug)]
pub struct Seeded {
    before: Option<u64>,
    // The thread that set it sets it back.
    on_one_thread: PhantomData<*const ()>,
}

impl Drop for Seeded {
    fn drop(&mut self) {
        reseed(self.before);
    }
}
