//! What a call does with the outcome of an attempt: the keys `when`, `classify`, `backoff` and `budget`.

use core::marker::PhantomData;

use crate::backoff::{Configured, Own, Schedule};
use crate::budget::RetryBudget;
use crate::decision::Decision;
use crate::kind::Kind;
use crate::transient::Transient;

/// Made anew for each outcome, at the call site: once the attempt has ended, the user's expressions may borrow what
/// its body has borrowed.
pub struct Rules<'b, C, P> {
    pub(crate) classify: C,
    pub(crate) pace: P,
    pub(crate) budget: Option<&'b RetryBudget>,
}

impl<'b, C> Rules<'b, C, Configured> {
    #[inline]
    pub(crate) fn new(classify: C) -> Self {
        Self {
            classify,
            pace: Configured,
            budget: None,
        }
    }

    /// The delays of the key `backoff`, which `start` makes at the first failure.
    #[inline]
    pub fn backoff<'s, S, F: FnOnce() -> Schedule<S>>(
        self,
        slot: &'s mut Option<Schedule<S>>,
        start: F,
    ) -> Rules<'b, C, Own<'s, S, F>> {
        Rules {
            classify: self.classify,
            pace: Own { slot, start },
            budget: self.budget,
        }
    }
}

impl<C, P> Rules<'_, C, P> {
    /// The budget of the key `budget`.
    #[inline]
    pub fn budget(self, budget: &RetryBudget) -> Rules<'_, C, P> {
        Rules {
            classify: self.classify,
            pace: self.pace,
            budget: Some(budget),
        }
    }
}

/// The rules of a call whose attribute has neither `backoff` nor `budget`.
type Deciding<C> = Rules<'static, C, Configured>;

/// Which results are retried.
pub trait Classify<T, E> {
    /// Whether a value may be refused; otherwise every `Ok` ends the call, and nothing is asked.
    const ASKS_VALUES: bool = false;

    fn decide(self, result: &Result<T, E>) -> Decision;
}

/// Asks the error itself.
pub struct ByTransient<E>(PhantomData<fn(E)>);

impl<E> ByTransient<E> {
    #[inline]
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

#[inline]
pub fn by_transient<K: Kind<Error: Transient>>(_: K) -> Deciding<ByTransient<K::Error>> {
    Rules::new(ByTransient::new())
}

impl<T, E: Transient> Classify<T, E> for ByTransient<E> {
    fn decide(self, result: &Result<T, E>) -> Decision {
        match result {
            Err(error) if error.is_transient() => error.retry_after().map_or(Decision::Retry, Decision::RetryAfter),
            _ => Decision::Return,
        }
    }
}

/// Asks a function of the user's. It brings how to ask it, so that what is wrong with its type is said where it is
/// handed over, and not again where it is used.
pub struct Asked<F, A, D> {
    function: F,
    ask: fn(F, &A) -> D,
}

/// The predicate of the key `when`.
#[inline]
pub fn when<K, F>(_: K, predicate: F) -> Deciding<Asked<F, K::Error, bool>>
where
    K: Kind,
    F: FnOnce(&K::Error) -> bool,
{
    Rules::new(Asked {
        function: predicate,
        ask: |predicate, error| predicate(error),
    })
}

impl<T, E, F> Classify<T, E> for Asked<F, E, bool> {
    fn decide(self, result: &Result<T, E>) -> Decision {
        match result {
            Err(error) if (self.ask)(self.function, error) => Decision::Retry,
            _ => Decision::Return,
        }
    }
}

/// The function of the key `classify`.
#[inline]
pub fn classify<K, F>(_: K, decide: F) -> Deciding<Asked<F, K::Attempted, Decision>>
where
    K: Kind,
    F: FnOnce(&K::Attempted) -> Decision,
{
    Rules::new(Asked {
        function: decide,
        ask: |decide, result| decide(result),
    })
}

impl<T, E, F> Classify<T, E> for Asked<F, Result<T, E>, Decision> {
    const ASKS_VALUES: bool = true;

    #[inline]
    fn decide(self, result: &Result<T, E>) -> Decision {
        (self.ask)(self.function, result)
    }
}

/// Retries nothing: what an attribute with a mistake in it falls back to, so that the mistake is the only error.
pub struct Never;

#[inline]
pub fn never<K: Kind>(_: K) -> Deciding<Never> {
    Rules::new(Never)
}

impl<T, E> Classify<T, E> for Never {
    fn decide(self, _: &Result<T, E>) -> Decision {
        Decision::Return
    }
}
