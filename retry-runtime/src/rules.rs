//! What the outcome of an attempt means: the keys `when` and `classify`, or the error's own `Transient`.

use crate::decision::Decision;
use crate::kind::Kind;
use crate::place::Outcome;
use crate::transient::Transient;

/// An outcome, and what it means. It is handed on by value: what is borrowed once is kept through the delay.
pub struct Decided<K: Kind, C> {
    pub(crate) outcome: Outcome<Result<K::Value, K::Error>, C>,
    pub(crate) decision: Decision,
}

impl<K: Kind, C> Decided<K, C> {
    /// Nobody is asked about an attempt that was cut: its limit says whether there may be another.
    #[inline]
    pub(crate) fn new(
        outcome: Outcome<Result<K::Value, K::Error>, C>,
        decide: impl FnOnce(&Result<K::Value, K::Error>) -> Decision,
    ) -> Self {
        let decision = match &outcome {
            Outcome::Finished(result) => decide(result),
            Outcome::Cut(_) => Decision::Retry,
        };
        Self { outcome, decision }
    }
}

/// Asks the error itself.
#[inline]
pub fn by_transient<K: Kind<Error: Transient>, C>(_: K, outcome: Outcome<K::Attempted, C>) -> Decided<K, C> {
    Decided::new(outcome.map(K::result), transient)
}

#[inline]
pub(crate) fn transient<T, E: Transient>(result: &Result<T, E>) -> Decision {
    match result {
        Err(error) if error.is_transient() => error.retry_after().map_or(Decision::Retry, Decision::RetryAfter),
        _ => Decision::Return,
    }
}

/// The predicate of the key `when`.
#[inline]
pub fn when<K: Kind, C, F>(_: K, outcome: Outcome<K::Attempted, C>, predicate: F) -> Decided<K, C>
where
    F: FnOnce(&K::Error) -> bool,
{
    Decided::new(outcome.map(K::result), |result| match result {
        Err(error) if predicate(error) => Decision::Retry,
        _ => Decision::Return,
    })
}

/// The function of the key `classify`.
#[inline]
pub fn classify<K: Kind, C, F>(_: K, outcome: Outcome<K::Attempted, C>, function: F) -> Decided<K, C>
where
    F: FnOnce(&K::Attempted) -> Decision,
{
    let decision = match &outcome {
        Outcome::Finished(result) => function(result),
        Outcome::Cut(_) => Decision::Retry,
    };
    Decided {
        outcome: outcome.map(K::result),
        decision,
    }
}

/// Retries nothing: what an attribute with a mistake in it falls back to, so that the mistake is the only error.
#[inline]
pub fn never<K: Kind, C>(_: K, outcome: Outcome<K::Attempted, C>) -> Decided<K, C> {
    Decided::new(outcome.map(K::result), |_| Decision::Return)
}
