//! One call of a retried function: what generated code drives.

use core::convert::Infallible;
use core::marker::PhantomData;
use core::mem;
use core::ops::ControlFlow::{self, Break, Continue};
use core::time::Duration;

use crate::call::context::Attempt;
use crate::call::cut::Cut;
use crate::call::decide::{Decided, Delay, Outcome, next_delay, next_delay_by};
use crate::call::finish::GiveUp;
use crate::call::returns::{EndsBy, IntoReturnKind, ReturnKind, Witness};
use crate::call::state::State;
use crate::policy::budget::RetryBudget;
use crate::policy::config::RetryConfig;
use crate::policy::draw::nanos;
use crate::report::decision::Decision;
use crate::report::event::{Failure, RetryEvent};
use crate::report::timed_out::{Scope, TimedOut};

/// `C` is what may cut its attempts.
pub struct Call<'a, K: ReturnKind, C> {
    pub(super) state: State<'a>,
    last_error: K::LastError,
    cut: PhantomData<fn() -> C>,
}

/// A call that nothing cuts.
#[inline]
pub fn unlimited<F>(_: F, policy: &RetryConfig) -> Call<'_, F::ReturnKind, Infallible>
where
    F: IntoReturnKind<ReturnKind: ReturnKind>,
{
    Call::new(policy)
}

/// A call with a limit on itself or on its attempts.
#[inline]
pub fn limited<F>(_: F, policy: &RetryConfig) -> Call<'_, F::ReturnKind, Scope>
where
    F: IntoReturnKind<ReturnKind: ReturnKind>,
{
    Call::new(policy)
}

/// An attempt that another one follows, and the delay between them.
pub struct Failed<E> {
    failure: OwnedFailure<E>,
    delay: Delay,
}

enum OwnedFailure<E> {
    Error(E),
    /// `classify` has rejected a value.
    Rejected,
    TimedOut(TimedOut),
}

// What generated code calls takes `&mut call`: associated functions, which no method of a trait of the user's hides.

impl<K: EndsBy<C>, C: Cut> Call<'_, K, C> {
    /// What follows an attempt, by the delays of the policy.
    #[inline]
    pub fn decide(
        this: &mut Self,
        decided: Decided<K, C>,
        budget: Option<&RetryBudget>,
    ) -> ControlFlow<K::Returned, Failed<K::Error>> {
        this.follow(decided, budget, |state, hint| next_delay(state, hint, budget))
    }

    /// What follows an attempt, by other delays; their end is that of the attempts.
    #[inline]
    pub fn decide_by(
        this: &mut Self,
        decided: Decided<K, C>,
        budget: Option<&RetryBudget>,
        next: impl FnOnce() -> Option<Duration>,
    ) -> ControlFlow<K::Returned, Failed<K::Error>> {
        this.follow(decided, budget, |state, hint| {
            next_delay_by(state, hint, budget, |_, _, _| next().map(nanos))
        })
    }

    #[inline]
    fn follow(
        &mut self,
        Decided { outcome, decision }: Decided<K, C>,
        budget: Option<&RetryBudget>,
        next: impl FnOnce(&mut State<'_>, u64) -> Result<Delay, GiveUp>,
    ) -> ControlFlow<K::Returned, Failed<K::Error>> {
        let may_retry = match &outcome {
            Outcome::Finished(_) => true,
            Outcome::Cut(cut) => cut.may_retry(),
        };
        let next = match decision {
            Decision::Retry if may_retry => next(&mut self.state, 0),
            Decision::RetryAfter(hint) if may_retry => next(&mut self.state, nanos(hint)),
            _ => Err(GiveUp::Final),
        };
        let state = &self.state;
        match (outcome, next) {
            (Outcome::Finished(Ok(value)), Err(give_up)) => {
                if let (GiveUp::Final, Some(budget)) = (give_up, budget) {
                    budget.refill();
                }
                Break(K::success(value))
            }
            (Outcome::Finished(Err(error)), Err(give_up)) => Break(K::failure(state, give_up, error)),
            (Outcome::Cut(cut), Err(give_up)) => Break(K::cut(state, cut, give_up, mem::take(&mut self.last_error))),
            (Outcome::Finished(result), Ok(delay)) => Continue(Failed {
                failure: result.err().map_or(OwnedFailure::Rejected, OwnedFailure::Error),
                delay,
            }),
            (Outcome::Cut(cut), Ok(delay)) => Continue(Failed {
                failure: OwnedFailure::TimedOut(cut.timed_out(state)),
                delay,
            }),
        }
    }
}

// Free of `K: EndsBy<C>`, so that an error type that is not fit for the limit is reported once.
impl<'a, K: ReturnKind, C> Call<'a, K, C> {
    #[inline]
    fn new(policy: &'a RetryConfig) -> Self {
        Self {
            state: State::new(policy, K::NEEDS_CLOCK),
            last_error: K::LastError::default(),
            cut: PhantomData,
        }
    }

    /// The same call, with a hook that is told how long it took.
    #[inline]
    #[must_use]
    pub fn needs_clock(mut self) -> Self {
        self.state.require_clock();
        self
    }

    /// The type that the body returns.
    #[inline]
    pub fn witness(_: &Self) -> Witness<K::Attempted> {
        Witness::new()
    }

    /// The attempt that is about to begin, for its body.
    pub fn context(this: &mut Self) -> Attempt {
        Attempt::new(&mut this.state)
    }

    /// Calls the hook of the key `on_retry`.
    pub fn notify<F>(this: &Self, failed: Failed<K::Error>, name: &'static str, hook: F) -> Failed<K::Error>
    where
        F: FnOnce(&RetryEvent<'_, K::Error>),
    {
        hook(&RetryEvent {
            name,
            attempt: this.state.attempts(),
            max: this.state.max(),
            delay: Duration::from_nanos(failed.delay.0),
            elapsed: this.state.elapsed(),
            error: match &failed.failure {
                OwnedFailure::Error(error) => Failure::Error(error),
                OwnedFailure::Rejected => Failure::Rejected,
                OwnedFailure::TimedOut(timed_out) => Failure::TimedOut(*timed_out),
            },
        });
        failed
    }

    /// Begins the delay before the next attempt.
    #[inline]
    pub fn next(this: &mut Self, failed: Failed<K::Error>) -> Delay {
        if let OwnedFailure::Error(error) = failed.failure {
            this.keep(error);
        }
        this.state.next_attempt();
        failed.delay
    }

    /// Keeps the error of an attempt that another one follows, as long as its kind wants it.
    #[inline]
    pub(super) fn keep(&mut self, error: K::Error) {
        self.last_error = K::last_error(error);
    }
}
