//! The same delays in every run.

use core::cell::RefCell;
use core::marker::PhantomData;
use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

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
    static GUARDS_SO_FAR: AtomicU64 = AtomicU64::new(0);
    let id = GUARDS_SO_FAR.fetch_add(1, Relaxed);
    let before = reseed(Some(seed));
    // Where the thread is ending there is nothing to go back to.
    let _ = GUARDS.try_with(|guards| guards.borrow_mut().push((id, before)));
    Seeded {
        id,
        on_one_thread: PhantomData,
    }
}

thread_local! {
    /// The guards of this thread, each with what makes the delays go on as before it; the last one is in force. Futures
    /// on one thread may end theirs in any order.
    static GUARDS: RefCell<Vec<(u64, Option<u64>)>> = const { RefCell::new(Vec::new()) };
}

/// Draws the jitter of this thread as before when it is dropped; made by [`seed`].
#[derive(Debug)]
pub struct Seeded {
    id: u64,
    // The thread that set it sets it back.
    on_one_thread: PhantomData<*const ()>,
}

impl Drop for Seeded {
    fn drop(&mut self) {
        let _ = GUARDS.try_with(|guards| {
            let mut guards = guards.borrow_mut();
            let Some(index) = guards.iter().position(|(id, _)| *id == self.id) else {
                return;
            };
            let (_, before) = guards.remove(index);
            match guards.get_mut(index) {
                // The one that was made after this one goes back to what was before both.
                Some((_, later)) => *later = before,
                None => {
                    reseed(before);
                }
            }
        });
    }
}
