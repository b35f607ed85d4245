//! Who is notified of what comes of a call.

use crate::call::finish::GiveUp;
use crate::call::state::State;
use crate::report::event::Failure;

/// What the events of a call say of its operation. Its type alone knows that: a call stores nothing for it.
pub trait Operation<E>: Copy {
    /// An attempt has failed with an error that asks for another one.
    #[inline]
    fn failed(self, _: &mut State<'_>) {}

    /// The delay before the next attempt is about to begin, of so many nanoseconds.
    #[inline]
    fn retries(self, _: &State<'_>, _: Failure<'_, E>, _nanos: u64) {}

    /// There is no next attempt.
    #[inline]
    fn gives_up(self, _: &mut State<'_>, _: Failure<'_, E>, _: GiveUp) {}

    /// The call ends. It has succeeded, unless it gave up before.
    #[inline]
    fn ends(self, _: &State<'_>) {}
}

/// How an error is shown: by its `Display`.
#[derive(Clone, Copy)]
pub struct ByDisplay;

/// By its `Debug`.
#[cfg(feature = "observe")]
#[derive(Clone, Copy)]
pub struct ByDebug;

/// By the name of its type.
#[derive(Clone, Copy)]
pub struct ByType;

/// Nobody is notified: without the feature `observe`, and with `events = off`.
#[derive(Clone, Copy)]
pub struct Unobserved;

impl<E> Operation<E> for Unobserved {}
