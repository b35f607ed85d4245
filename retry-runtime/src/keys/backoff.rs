//! The key `backoff`: the user's own delays.

use core::time::Duration;

#[cfg(feature = "backoff")]
use backoff::backoff::Backoff;

/// Delays, and how to get the next one: whatever is wrong with a type is reported where one of these is made, and not
/// again where it is used.
pub struct Schedule<S> {
    delays: S,
    next: fn(&mut S) -> Option<Duration>,
}

/// The value of the key `backoff`.
pub fn schedule<M, I: IntoSchedule<M>>(delays: I) -> Schedule<I::Delays> {
    Schedule {
        delays: delays.start(),
        next: I::next,
    }
}

/// The next delay of a schedule that is made at the first failure, and kept for the failures after it.
#[inline]
pub fn next<S>(slot: &mut Option<Schedule<S>>, start: impl FnOnce() -> Schedule<S>) -> Option<Duration> {
    let Schedule { delays, next } = slot.get_or_insert_with(start);
    next(delays)
}

/// A value of the key `backoff`. `M` tells the ways apart, so that a type has one without ruling the other out.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a schedule of delays",
    label = "not an iterator of `Duration`s",
    note = "`backoff` takes any `IntoIterator<Item = Duration>`",
    note = "with the feature `backoff` it takes every `backoff::backoff::Backoff` too"
)]
pub trait IntoSchedule<M> {
    type Delays;

    fn start(self) -> Self::Delays;
    fn next(delays: &mut Self::Delays) -> Option<Duration>;
}

pub struct ByIterator;

#[diagnostic::do_not_recommend]
impl<I: IntoIterator<Item = Duration>> IntoSchedule<ByIterator> for I {
    type Delays = I::IntoIter;

    fn start(self) -> I::IntoIter {
        self.into_iter()
    }

    fn next(delays: &mut I::IntoIter) -> Option<Duration> {
        delays.next()
    }
}

pub struct ByBackoff;

// Where the feature is off nothing implements `Backoff`, and the impl stands all the same: with a single one, the
// compiler would speak of that one's conditions instead of a schedule.
#[diagnostic::do_not_recommend]
impl<B: Backoff> IntoSchedule<ByBackoff> for B {
    type Delays = B;

    fn start(mut self) -> B {
        // As `backoff::future::retry` does before its first attempt; here the first one has failed already.
        self.reset();
        self
    }

    fn next(delays: &mut B) -> Option<Duration> {
        delays.next_backoff()
    }
}

#[cfg(not(feature = "backoff"))]
pub trait Backoff {
    fn reset(&mut self);
    fn next_backoff(&mut self) -> Option<Duration>;
}
