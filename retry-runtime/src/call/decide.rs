//! What the outcome of an attempt means, whether another attempt may follow, and when.

use core::time::Duration;

use crate::call::cut::Cut;
use crate::call::finish::GiveUp;
use crate::call::returns::ReturnKind;
use crate::call::state::State;
use crate::policy::budget::RetryBudget;
use crate::policy::config::RetryConfig;
use crate::policy::draw::{draw, nanos, spread};
use crate::policy::jitter::Jitter;
use crate::report::decision::Decision;
use crate::report::transient::{Transient, decision};
use crate::scope::testing;

/// How an attempt ended.
pub enum Outcome<K: ReturnKind, C> {
    Finished(K::Attempted),
    Cut(C, OwnedFailure<K>),
}

/// Why an attempt failed: with an error, or cut by a limit in a function whose error does not say so.
pub(crate) type OwnedFailure<K> = Result<<K as ReturnKind>::Error, <K as ReturnKind>::Cut>;

/// What an attempt came to.
pub(crate) type AttemptResult<K> = Result<<K as ReturnKind>::Value, OwnedFailure<K>>;

/// A result, and what it means. It is handed on by value: what is borrowed once is kept through the delay.
pub struct Decided<K: ReturnKind> {
    pub(crate) result: AttemptResult<K>,
    pub(crate) decision: Decision,
}

/// By the error alone. That of a cut attempt is like any other, as long as its limit allows another attempt; a cut
/// without an error is transient.
#[inline]
pub(crate) fn by_error<K, C>(outcome: Outcome<K, C>, decide: impl FnOnce(&K::Error) -> Decision) -> Decided<K>
where
    K: ReturnKind,
    C: Cut,
{
    let (result, may_retry) = match outcome {
        Outcome::Finished(attempted) => (K::result(attempted).map_err(Ok), true),
        Outcome::Cut(cut, failure) => (Err(failure), cut.may_retry()),
    };
    let decision = match &result {
        Err(_) if !may_retry => Decision::Return,
        Err(Ok(error)) => decide(error),
        Err(Err(_)) => Decision::Retry,
        Ok(_) => Decision::Return,
    };
    Decided { result, decision }
}

/// By the whole result.
#[inline]
fn by_result<K, C>(outcome: Outcome<K, C>, decide: impl FnOnce(&K::Attempted) -> Decision) -> Decided<K>
where
    K: ReturnKind,
    C: Cut,
{
    let (attempted, may_retry) = match outcome {
        Outcome::Finished(attempted) => (attempted, true),
        Outcome::Cut(cut, Ok(error)) => (K::attempted(error), cut.may_retry()),
        Outcome::Cut(..) => return by_error(outcome, |_| Decision::Retry),
    };
    Decided {
        decision: if may_retry {
            decide(&attempted)
        } else {
            Decision::Return
        },
        result: K::result(attempted).map_err(Ok),
    }
}

/// The error's own [`Transient`].
#[inline]
pub fn by_transient<K, C>(_: K, outcome: Outcome<K, C>) -> Decided<K>
where
    K: ReturnKind<Error: Transient>,
    C: Cut,
{
    by_error(outcome, decision)
}

/// The predicate of the key `when`.
#[inline]
pub fn when<K, C, F>(_: K, outcome: Outcome<K, C>, predicate: F) -> Decided<K>
where
    K: ReturnKind,
    C: Cut,
    F: FnOnce(&K::Error) -> bool,
{
    by_error(outcome, |error| {
        if predicate(error) {
            Decision::Retry
        } else {
            Decision::Return
        }
    })
}

/// The function of the key `classify`.
#[inline]
pub fn classify<K, C, F>(_: K, outcome: Outcome<K, C>, function: F) -> Decided<K>
where
    K: ReturnKind,
    C: Cut,
    F: FnOnce(&K::Attempted) -> Decision,
{
    by_result(outcome, function)
}

/// Retries nothing: what an attribute with a mistake in it falls back to, so that the mistake is the only error.
#[inline]
pub fn never<K: ReturnKind, C: Cut>(_: K, outcome: Outcome<K, C>) -> Decided<K> {
    by_result(outcome, |_| Decision::Return)
}

/// The delay before the next attempt, in nanoseconds.
#[derive(Clone, Copy)]
pub(crate) struct Delay(pub(crate) u64);

/// The delay of the policy, as the decision asks; or why there is no further attempt.
// One function for all calls, away from what succeeds.
#[cold]
#[inline(never)]
pub(crate) fn next_delay(
    state: &mut State<'_>,
    decision: Decision,
    budget: Option<&RetryBudget>,
) -> Result<Delay, GiveUp> {
    state.with_policy(|state, policy| {
        let draw = |failed, drawn| Some(draw(policy, failed, drawn));
        follow(state, policy, decision, policy.jitter, budget, draw)
    })
}

/// [`next_delay`] by the user's delays; their end is that of the attempts.
#[cold]
pub(crate) fn next_delay_by(
    state: &mut State<'_>,
    decision: Decision,
    budget: Option<&RetryBudget>,
    next: impl FnOnce() -> Option<Duration>,
) -> Result<Delay, GiveUp> {
    state.with_policy(|state, policy| {
        // The limit counts from the failure, not from the end of what the user does about it.
        if policy.timeout.is_some() || state.wants_clock() {
            state.start_clock(state.now(), policy.timeout);
        }
        follow(state, policy, decision, Jitter::DEFAULT, budget, |_, _| {
            next().map(nanos)
        })
    })
}

/// `jitter` is how a hint is spread; `next` sees the failed attempts and the delay that was drawn last.
#[inline]
fn follow(
    state: &mut State<'_>,
    policy: &RetryConfig,
    decision: Decision,
    jitter: Jitter,
    budget: Option<&RetryBudget>,
    next: impl FnOnce(u32, u64) -> Option<u64>,
) -> Result<Delay, GiveUp> {
    let asked = match decision {
        Decision::Return => return Err(GiveUp::Final),
        Decision::Retry => None,
        Decision::RetryAfter(asked) | Decision::RetryIn(asked) => Some(asked),
    };
    let switch = testing::current();
    let max = switch.max(policy.max);
    if state.attempts() >= max && max != RetryConfig::UNLIMITED {
        return Err(GiveUp::Max);
    }
    // The user's delays come first: their end is that of the attempts, and they may take their time.
    let drawn = next(state.attempts(), state.drawn).ok_or(GiveUp::Max)?;
    if let Some(asked) = asked.filter(|asked| *asked > policy.max_delay) {
        return Err(GiveUp::RetryAfter(asked));
    }
    let left = if policy.timeout.is_some() || state.wants_clock() {
        state.left(policy.timeout)
    } else {
        None
    };
    let rounding = state.rounding();
    let delay = if let Decision::RetryIn(exactly) = decision {
        nanos(exactly)
    } else {
        state.drawn = drawn;
        asked.map_or(drawn, |hint| {
            drawn.max(spread_hint(nanos(hint), jitter, policy, left, rounding))
        })
    };
    let delay = switch.delay(delay);
    if left.is_some_and(|left| !fits(delay, left, rounding)) {
        return Err(GiveUp::Deadline);
    }
    if budget.is_some_and(|budget| !budget.take()) {
        return Err(GiveUp::Budget);
    }
    Ok(Delay(delay))
}

/// A hint with its jitter, which does not push it past the limits that it fits itself.
fn spread_hint(hint: u64, jitter: Jitter, policy: &RetryConfig, left: Option<u64>, rounding: u64) -> u64 {
    let longest = nanos(policy.max_delay);
    let most = match left {
        Some(left) if fits(hint, left, rounding) => longest.min(left.saturating_sub(rounding + 1)),
        _ => longest,
    };
    spread(jitter, hint, most)
}

/// Whether a delay ends before a limit of which so much is left, as the timer rounds it.
#[inline]
fn fits(delay: u64, left: u64, rounding: u64) -> bool {
    if delay == 0 {
        left > 0
    } else {
        delay.saturating_add(rounding) < left
    }
}

/// Whether this delay, which is about to begin, ends before the limit on the call: a hook has run since it was drawn.
pub(crate) fn still_fits(state: &mut State<'_>, delay: Delay) -> bool {
    let limit = state.configured(|policy| policy.timeout);
    let rounding = state.rounding();
    limit.is_none() || state.left(limit).is_none_or(|left| fits(delay.0, left, rounding))
}

#[cfg(test)]
mod tests {
    use super::next_delay;
    use crate::call::finish::GiveUp;
    use crate::call::state::State;
    use crate::policy::config::RetryConfig;
    use crate::report::decision::Decision;

    #[test]
    fn a_call_without_a_most_goes_on_where_its_counter_has_saturated() {
        let unlimited = RetryConfig::new().max(RetryConfig::UNLIMITED);
        let nearly = RetryConfig::new().max(RetryConfig::UNLIMITED - 1);
        let mut state = State::new(&unlimited, false);
        state.count_to(u32::MAX);
        assert!(next_delay(&mut state, Decision::Retry, None).is_ok());
        let mut state = State::new(&nearly, false);
        state.count_to(u32::MAX - 1);
        assert!(next_delay(&mut state, Decision::Retry, None).is_err_and(|give_up| give_up == GiveUp::Max));
    }
}
