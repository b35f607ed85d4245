//! One call of a retried function: what generated code drives.

use core::convert::Infallible;
use core::marker::PhantomData;
use core::mem;
use core::ops::ControlFlow::{self, Break, Continue};
use core::time::Duration;

use crate::call::context::Attempt;
use crate::call::cut::Cut;
use crate::call::decide::{AttemptResult, Decided, Delay, next_delay, next_delay_by, still_fits};
use crate::call::finish::GiveUp;
use crate::call::required::{LimitedKind, This, TransientKind};
use crate::call::returns::{
    EndsBy, IntoReturnKind, OwnErrorProbe, Probe, ReturnKind, ReturnsResult, WithRetryError, Witness,
};
use crate::call::state::State;
use crate::policy::budget::RetryBudget;
use crate::policy::config::RetryConfig;
use crate::report::decision::Decision;
use crate::report::event::{Failure, RetryEvent};
use crate::report::retry_error::RetryError;
use crate::report::timed_out::Scope;

/// `C` is what may cut its attempts.
pub struct Call<'a, K: ReturnKind, C> {
    pub(super) state: State<'a>,
    pub(super) last_error: K::LastError,
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

// As methods of what finds the kind of return, which are found with it: under names that no trait of a user's has.

/// A kind that may begin a call whose error alone decides, and such a call.
type Begun<'a, K, E, M> = Call<'a, <K as TransientKind<E, M>>::Kind, Infallible>;

/// The same, with a limit.
type BegunLimited<'a, K, E, M, N> = Call<'a, <<K as TransientKind<E, M>>::Kind as LimitedKind<E, N>>::Kind, Scope>;

// `K` is a parameter: probing would refuse a method whose bounds on known types do not hold, without their message.

#[allow(clippy::unused_self)] // probing finds a method, not a function
impl<T, E> Probe<Result<T, RetryError<E>>> {
    #[inline]
    pub fn retry_unlimited<'a, K, M>(&self, policy: &'a RetryConfig) -> Begun<'a, K, E, M>
    where
        WithRetryError<T, E>: IntoReturnKind<ReturnKind = K>,
        K: ReturnKind + TransientKind<E, M, Kind = K>,
    {
        Call::new(policy)
    }

    #[inline]
    pub fn retry_limited<'a, K, M>(&self, policy: &'a RetryConfig) -> BegunLimited<'a, K, E, M, This>
    where
        WithRetryError<T, E>: IntoReturnKind<ReturnKind = K>,
        K: ReturnKind + TransientKind<E, M, Kind = K>,
        <K as TransientKind<E, M>>::Kind: LimitedKind<E, This, Kind = K>,
    {
        Call::new(policy)
    }
}

#[allow(clippy::unused_self)] // probing finds a method, not a function
impl<R> OwnErrorProbe<R> {
    #[inline]
    pub fn retry_unlimited<'a, K, E, M>(&self, policy: &'a RetryConfig) -> Begun<'a, K, E, M>
    where
        R: ReturnsResult<ReturnKind = K>,
        K: ReturnKind<Error = E> + TransientKind<E, M, Kind = K>,
    {
        Call::new(policy)
    }

    #[inline]
    pub fn retry_limited<'a, K, E, M, N>(&self, policy: &'a RetryConfig) -> BegunLimited<'a, K, E, M, N>
    where
        R: ReturnsResult<ReturnKind = K>,
        K: ReturnKind<Error = E> + TransientKind<E, M, Kind = K>,
        <K as TransientKind<E, M>>::Kind: LimitedKind<E, N, Kind = K>,
    {
        Call::new(policy)
    }
}

/// An attempt that another one follows, and the delay between them.
pub struct Failed<K: ReturnKind> {
    /// A value is one that `classify` has rejected.
    result: AttemptResult<K>,
    delay: Delay,
}

/// The end of the call, or what is handed on to the next step.
type Step<K, T> = ControlFlow<<K as ReturnKind>::Returned, T>;

// Generated code calls these on `(&mut call)` and `(&call)`: by value, an inherent method is found before that of any
// user's trait. They are free of `K: EndsBy<C>`: an error type that is not fit for the limit is reported where an
// attempt is awaited.

impl<K: ReturnKind, C> Call<'_, K, C> {
    /// What follows an attempt, by the delays of the policy.
    #[inline]
    pub fn decide(&mut self, decided: Decided<K>, budget: Option<&RetryBudget>) -> Step<K, Failed<K>> {
        let Decided { result, decision } = decided;
        match decision {
            Decision::Return => Break(self.finish(result, GiveUp::Final, budget)),
            decision => {
                let next = next_delay(&mut self.state, decision, budget);
                self.continue_or_finish(result, next, budget)
            }
        }
    }

    /// What follows an attempt, by other delays; their end is that of the attempts.
    #[inline]
    pub fn decide_by(
        &mut self,
        decided: Decided<K>,
        budget: Option<&RetryBudget>,
        next: impl FnOnce() -> Option<Duration>,
    ) -> Step<K, Failed<K>> {
        let Decided { result, decision } = decided;
        match decision {
            Decision::Return => Break(self.finish(result, GiveUp::Final, budget)),
            decision => {
                let next = next_delay_by(&mut self.state, decision, budget, next);
                self.continue_or_finish(result, next, budget)
            }
        }
    }

    #[inline]
    fn continue_or_finish(
        &mut self,
        result: AttemptResult<K>,
        next: Result<Delay, GiveUp>,
        budget: Option<&RetryBudget>,
    ) -> Step<K, Failed<K>> {
        match next {
            Ok(delay) => Continue(Failed { result, delay }),
            Err(give_up) => Break(self.finish(result, give_up, budget)),
        }
    }

    #[inline]
    fn finish(&mut self, result: AttemptResult<K>, give_up: GiveUp, budget: Option<&RetryBudget>) -> K::Returned {
        match result {
            Ok(value) => {
                // A value that `classify` has rejected is no success.
                if let (GiveUp::Final, Some(budget)) = (give_up, budget) {
                    budget.refill();
                }
                K::success(value)
            }
            Err(Ok(error)) => K::failure(&self.state, give_up, error),
            Err(Err(cut)) => K::cancelled(&self.state, cut, give_up, mem::take(&mut self.last_error)),
        }
    }

    /// Calls the hook of the key `on_retry`. While it runs the deadline may come too near for the delay.
    pub fn notify<F>(&mut self, failed: Failed<K>, name: &'static str, hook: F) -> Step<K, Failed<K>>
    where
        F: FnOnce(&RetryEvent<'_, K::Error>),
    {
        hook(&RetryEvent {
            name,
            attempt: self.state.attempts(),
            max: self.state.max(),
            delay: Duration::from_nanos(failed.delay.0),
            elapsed: self.state.elapsed(),
            error: match &failed.result {
                Ok(_) => Failure::Rejected,
                Err(Ok(error)) => Failure::Error(error),
                Err(Err(cut)) => Failure::TimedOut(self.state.timed_out(cut.scope())),
            },
        });
        if still_fits(&mut self.state, failed.delay) {
            Continue(failed)
        } else {
            Break(self.finish(failed.result, GiveUp::Deadline, None))
        }
    }
}

impl<K: EndsBy<C>, C: Cut> Call<'_, K, C> {
    /// After the delay. Where the executor was late, the limit may have passed: no attempt begins then.
    #[inline]
    pub(super) fn begin_attempt(&mut self) -> Step<K, ()> {
        match C::OPERATION {
            Some(cut) if self.state.is_over() => Break(self.over(cut)),
            _ => {
                self.state.next_attempt();
                Continue(())
            }
        }
    }

    #[cold]
    fn over(&mut self, cut: C) -> K::Returned {
        let failure = K::error(&self.state, cut, &mut self.last_error);
        self.finish(Err(failure), GiveUp::Final, None)
    }
}

impl<'a, K: ReturnKind, C> Call<'a, K, C> {
    #[inline]
    pub(super) fn new(policy: &'a RetryConfig) -> Self {
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
    pub fn witness(&self) -> Witness<K::Attempted> {
        Witness::new()
    }

    /// The attempt that is about to begin, for its body.
    pub fn context(&mut self) -> Attempt {
        Attempt::new(&mut self.state)
    }

    /// Keeps the error of an attempt that another one follows, as long as its kind wants it.
    #[inline]
    pub(super) fn keep(&mut self, error: K::Error) {
        K::keep(&mut self.last_error, error);
    }

    #[inline]
    pub(super) fn keep_failure(&mut self, failed: Failed<K>) -> Delay {
        if let Err(Ok(error)) = failed.result {
            self.keep(error);
        }
        failed.delay
    }
}
