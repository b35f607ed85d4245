//! The events of an operation that somebody may want.

use core::any::type_name;
use core::fmt;
use core::marker::PhantomData;
use core::time::Duration;

use crate::call::finish::GiveUp;
use crate::call::operation::{ByDebug, ByDisplay, ByType, Operation};
use crate::call::state::State;
use crate::observe;
use crate::observe::event::{Event, EventError, EventKind, Reason};
use crate::report::event::Failure;
use crate::report::name;
use crate::report::timed_out::Scope;

/// How the text of an error is made, of the ways that its type has.
pub trait Show<E> {
    fn show(error: &E, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

impl<E: fmt::Display> Show<E> for ByDisplay {
    fn show(error: &E, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        error.fmt(f)
    }
}

impl<E: fmt::Debug> Show<E> for ByDebug {
    fn show(error: &E, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        error.fmt(f)
    }
}

impl<E> Show<E> for ByType {
    fn show(_: &E, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(type_name::<E>())
    }
}

/// Its events show errors by `S`, and have the name that `N` gives.
pub struct Observed<S, N> {
    name: N,
    show: PhantomData<fn() -> S>,
}

impl<S, N: Copy> Clone for Observed<S, N> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<S, N: Copy> Copy for Observed<S, N> {}

impl<S, N> Observed<S, N> {
    #[inline]
    pub(crate) fn new(name: N) -> Self {
        Self {
            name,
            show: PhantomData,
        }
    }
}

impl<E, S, N> Operation<E> for Observed<S, N>
where
    S: Show<E>,
    N: Fn() -> Option<&'static str> + Copy,
{
    #[inline]
    fn failed(self, state: &mut State<'_>) {
        state.require_clock();
    }

    fn retries(self, state: &State<'_>, failure: Failure<'_, E>, nanos: u64) {
        let reason = match failure {
            Failure::Rejected => Reason::Rejected,
            _ if state.cut().is_some() => Reason::AttemptTimeout,
            _ => Reason::Error,
        };
        let delay = Duration::from_nanos(nanos);
        emit(
            state,
            name::of(self.name),
            EventKind::Retry,
            reason,
            Some(delay),
            failure,
            S::show,
        );
    }

    #[inline]
    fn gives_up(self, state: &mut State<'_>, failure: Failure<'_, E>, give_up: GiveUp) {
        let reason = match give_up {
            GiveUp::Final if state.cut() == Some(Scope::Operation) => Reason::Deadline,
            GiveUp::Final => Reason::Permanent,
            GiveUp::Max => Reason::Max,
            GiveUp::RetryAfter(_) => Reason::RetryAfter,
            GiveUp::Deadline => Reason::Deadline,
            GiveUp::Budget => Reason::Budget,
        };
        // Of the first attempt only what has refused it a second one is reported.
        let refused = matches!(give_up, GiveUp::RetryAfter(_) | GiveUp::Deadline | GiveUp::Budget);
        if refused || state.attempts() > 1 {
            state.give_up();
            emit(
                state,
                name::of(self.name),
                EventKind::GiveUp,
                reason,
                None,
                failure,
                S::show,
            );
        }
    }

    #[inline]
    fn ends(self, state: &State<'_>) {
        if state.attempts() > 1 {
            recovered(state, self.name);
        }
    }
}

/// One function for all operations that have the same error.
#[cold]
#[inline(never)]
fn emit<E>(
    state: &State<'_>,
    operation: &'static str,
    kind: EventKind,
    reason: Reason,
    delay: Option<Duration>,
    failure: Failure<'_, E>,
    show: fn(&E, &mut fmt::Formatter<'_>) -> fmt::Result,
) {
    let (error, timed_out);
    let text = match failure {
        Failure::Error(failed) => {
            error = Shown { error: failed, show };
            Some(EventError::new(type_name::<E>(), &error))
        }
        Failure::TimedOut(limit) => {
            timed_out = limit;
            Some(EventError::new("retry_runtime::TimedOut", &timed_out))
        }
        Failure::Rejected => None,
    };
    observe::emit(&Event {
        kind,
        operation,
        attempt: state.attempts(),
        max: state.max(),
        elapsed: state.elapsed(),
        reason: Some(reason),
        delay,
        error: text,
    });
}

#[cold]
#[inline(never)]
fn recovered<N: Fn() -> Option<&'static str>>(state: &State<'_>, name: N) {
    if state.gave_up() {
        return;
    }
    observe::emit(&Event {
        kind: EventKind::Recovery,
        operation: name::of(name),
        attempt: state.attempts(),
        max: state.max(),
        elapsed: state.elapsed(),
        reason: None,
        delay: None,
        error: None,
    });
}

/// An error, and how it is shown.
struct Shown<'a, E> {
    error: &'a E,
    show: fn(&E, &mut fmt::Formatter<'_>) -> fmt::Result,
}

impl<E> fmt::Display for Shown<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (self.show)(self.error, f)
    }
}
