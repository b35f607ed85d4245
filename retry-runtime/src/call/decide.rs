//! What the outcome of an attempt means, whether another attempt may follow, and when.

use core::time::Duration;

use crate::call::clock;
use crate::call::finish::GiveUp;
use crate::call::returns::ReturnKind;
use crate::call::state::State;
use crate::policy::budget::RetryBudget;
use crate::policy::config::RetryConfig;
use crate::policy::draw::{LONGEST, draw, nanos};
use crate::report::decision::Decision;
use crate::report::transient::Transient;
use crate::scope::testing::{self, Switch};

/// How an attempt ended.
pub enum Outcome<R, C> {
    Finished(R),
    Cut(C),
}

/// An outcome, and what it means. It is handed on by value: what is borrowed once is kept through the delay.
pub struct Decided<K: ReturnKind, C> {
    pub(crate) outcome: Outcome<Result<K::Value, K::Error>, C>,
    pub(crate) decision: Decision,
}

impl<K: ReturnKind, C> Decided<K, C> {
    /// An attempt that was cut has no result to decide on: its limit says whether there may be another.
    #[inline]
    pub(crate) fn cut(cut: C) -> Self {
        Self {
            outcome: Outcome::Cut(cut),
            decision: Decision::Retry,
        }
    }

    #[inline]
    fn new(outcome: Outcome<K::Attempted, C>, decide: impl FnOnce(&K::Attempted) -> Decision) -> Self {
        match outcome {
            Outcome::Finished(attempted) => Self {
                decision: decide(&attempted),
                outcome: Outcome::Finished(K::result(attempted)),
            },
            Outcome::Cut(cut) => Self::cut(cut),
        }
    }

    #[inline]
    fn by_error(outcome: Outcome<K::Attempted, C>, decide: impl FnOnce(&K::Error) -> Decision) -> Self {
        match outcome {
            Outcome::Finished(attempted) => {
                let result = K::result(attempted);
                Self {
                    decision: result.as_ref().map_or_else(decide, |_| Decision::Return),
                    outcome: Outcome::Finished(result),
                }
            }
            Outcome::Cut(cut) => Self::cut(cut),
        }
    }
}

/// The error's own [`Transient`].
#[inline]
pub fn by_transient<K: ReturnKind<Error: Transient>, C>(_: K, outcome: Outcome<K::Attempted, C>) -> Decided<K, C> {
    Decided::by_error(outcome, |error: &K::Error| {
        match (error.is_transient(), error.retry_after()) {
            (false, _) => Decision::Return,
            (true, None) => Decision::Retry,
            (true, Some(least)) => Decision::RetryAfter(least),
        }
    })
}

/// The predicate of the key `when`.
#[inline]
pub fn when<K: ReturnKind, C, F>(_: K, outcome: Outcome<K::Attempted, C>, predicate: F) -> Decided<K, C>
where
    F: FnOnce(&K::Error) -> bool,
{
    Decided::by_error(outcome, |error| {
        if predicate(error) {
            Decision::Retry
        } else {
            Decision::Return
        }
    })
}

/// The function of the key `classify`.
#[inline]
pub fn classify<K: ReturnKind, C, F>(_: K, outcome: Outcome<K::Attempted, C>, function: F) -> Decided<K, C>
where
    F: FnOnce(&K::Attempted) -> Decision,
{
    Decided::new(outcome, function)
}

/// Retries nothing: what an attribute with a mistake in it falls back to, so that the mistake is the only error.
#[inline]
pub fn never<K: ReturnKind, C>(_: K, outcome: Outcome<K::Attempted, C>) -> Decided<K, C> {
    Decided::new(outcome, |_| Decision::Return)
}

/// The delay before the next attempt, in nanoseconds.
#[derive(Clone, Copy)]
pub struct Delay(pub(crate) u64);

/// The delay of the policy, or a longer one that the error asks for with `hint` (zero where it does not); or why there
/// is no further attempt.
// One function for all calls, away from what succeeds.
#[cold]
#[inline(never)]
pub(crate) fn next_delay(state: &mut State<'_>, hint: u64, budget: Option<&RetryBudget>) -> Result<Delay, GiveUp> {
    next_delay_by(state, hint, budget, |policy, failed, drawn| {
        Some(draw(policy, failed, drawn))
    })
}

/// [`next_delay`] by other delays, which see the policy, the failed attempts and the delay that was drawn last; their
/// end is that of the attempts.
#[inline]
pub(crate) fn next_delay_by(
    state: &mut State<'_>,
    hint: u64,
    budget: Option<&RetryBudget>,
    next: impl FnOnce(&RetryConfig, u32, u64) -> Option<u64>,
) -> Result<Delay, GiveUp> {
    let switch = testing::current();
    state.with_policy(|state, policy| {
        allowed(state, policy, switch, hint)?;
        let drawn = next(policy, state.attempts(), state.drawn).ok_or(GiveUp::Max)?;
        let delay = switch.delay(drawn.max(hint));
        state.drawn = delay;
        if (policy.timeout.is_some() || state.wants_clock()) && too_late(state, policy.timeout, delay) {
            return Err(GiveUp::Deadline);
        }
        if budget.is_some_and(|budget| !budget.take()) {
            return Err(GiveUp::Budget);
        }
        Ok(Delay(delay))
    })
}

/// Whether `max` allows another attempt, and `max_delay` a delay as long as the hint.
#[inline]
fn allowed(state: &State<'_>, policy: &RetryConfig, switch: Switch, hint: u64) -> Result<(), GiveUp> {
    if state.attempts() >= switch.max(policy.max) {
        Err(GiveUp::Max)
    // What saturates is longer than any `max_delay`, also than one that saturates.
    } else if hint != 0 && hint > nanos(policy.max_delay).min(LONGEST - 1) {
        Err(GiveUp::RetryAfter)
    } else {
        Ok(())
    }
}

/// Whether a delay that begins now would end at the deadline or later.
#[inline(never)]
fn too_late(state: &mut State<'_>, limit: Option<Duration>, delay: u64) -> bool {
    let now = clock::now();
    match (state.started(now, limit), limit) {
        (_, None) => false,
        // Only now has the limit begun to count.
        (None, Some(limit)) => delay >= nanos(limit),
        (Some(deadline), _) if delay == 0 => now >= deadline,
        (Some(deadline), _) => delay >= nanos(deadline.saturating_duration_since(now)),
    }
}
