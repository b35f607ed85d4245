//! One call of a retried function: what generated code drives.

use core::marker::PhantomData;
use core::mem;
use core::ops::ControlFlow::{self, Break, Continue};
use core::time::Duration;

use crate::call::context::Attempt;
use crate::call::cut::Cut;
use crate::call::decide::{AttemptResult, Decided, Delay, next_delay, next_delay_by, still_fits};
use crate::call::finish::GiveUp;
use crate::call::operation::{Operation, Unobserved};
use crate::call::returns::{EndsBy, ReturnKind, Witness};
use crate::call::state::State;
use crate::policy::budget::RetryBudget;
use crate::policy::config::RetryConfig;
use crate::report::decision::Decision;
use crate::report::event::{Failure, RetryEvent};
use crate::report::name;

/// `C` is what may cut its attempts, `O` who is notified of them.
pub struct Call<'a, K: ReturnKind, C, O> {
    pub(super) state: State<'a>,
    pub(super) last_error: K::LastError,
    pub(super) operation: O,
    cut: PhantomData<fn() -> C>,
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

impl<K: ReturnKind, C, O: Operation<K::Error>> Call<'_, K, C, O> {
    /// What follows an attempt, by the delays of the policy.
    #[inline]
    pub fn decide(&mut self, decided: Decided<K>, budget: Option<&RetryBudget>) -> Step<K, Failed<K>> {
        let Decided { result, decision } = decided;
        match decision {
            Decision::Return => Break(self.finish(result, GiveUp::Final, budget)),
            decision => {
                self.operation.failed(&mut self.state);
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
                self.operation.failed(&mut self.state);
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
    pub(super) fn finish(
        &mut self,
        result: AttemptResult<K>,
        give_up: GiveUp,
        budget: Option<&RetryBudget>,
    ) -> K::Returned {
        // A value that `classify` has rejected is no success.
        if let (Ok(_), GiveUp::Final) = (&result, give_up) {
            if let Some(budget) = budget {
                budget.refill();
            }
            self.operation.ends(&self.state);
        } else {
            let failure = self.failure(&result);
            self.operation.gives_up(&mut self.state, failure, give_up);
        }
        match result {
            Ok(value) => K::success(value),
            Err(Ok(error)) => K::failure(&self.state, give_up, error),
            Err(Err(cut)) => K::cancelled(&self.state, cut, give_up, mem::take(&mut self.last_error)),
        }
    }

    /// What hooks and events are told of a failed attempt.
    fn failure<'e>(&self, result: &'e AttemptResult<K>) -> Failure<'e, K::Error> {
        match result {
            Ok(_) => Failure::Rejected,
            Err(Ok(error)) => Failure::Error(error),
            Err(Err(cut)) => Failure::TimedOut(self.state.timed_out(cut.scope())),
        }
    }

    /// Calls the hook of the key `on_retry`. While it runs the deadline may come too near for the delay.
    pub fn notify<N, F>(&mut self, failed: Failed<K>, name: N, hook: F) -> Step<K, Failed<K>>
    where
        N: Fn() -> Option<&'static str>,
        F: FnOnce(&RetryEvent<'_, K::Error>),
    {
        hook(&RetryEvent {
            name: name::of(name),
            attempt: self.state.attempts(),
            max: self.state.max(),
            delay: Duration::from_nanos(failed.delay.0),
            elapsed: self.state.elapsed(),
            error: self.failure(&failed.result),
        });
        if still_fits(&mut self.state, failed.delay) {
            Continue(failed)
        } else {
            Break(self.finish(failed.result, GiveUp::Deadline, None))
        }
    }
}

impl<K: EndsBy<C>, C: Cut, O: Operation<K::Error>> Call<'_, K, C, O> {
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
        self.finish(Err(failure), GiveUp::Deadline, None)
    }
}

impl<'a, K: ReturnKind, C, O> Call<'a, K, C, O> {
    #[inline]
    pub(crate) fn new(policy: &'a RetryConfig, operation: O) -> Self {
        Self {
            state: State::new(policy, K::NEEDS_CLOCK),
            last_error: K::LastError::default(),
            operation,
            cut: PhantomData,
        }
    }

    /// The same call, of which nobody is notified.
    #[inline]
    #[must_use]
    pub fn silent(self) -> Call<'a, K, C, Unobserved> {
        Call {
            state: self.state,
            last_error: self.last_error,
            operation: Unobserved,
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

    /// What its function returns.
    #[inline]
    pub fn kind(&self) -> K {
        K::KIND
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
}

impl<K: ReturnKind, C, O: Operation<K::Error>> Call<'_, K, C, O> {
    /// Hands on what the caller gets of a call whose attempts and delays are one future.
    #[inline]
    pub fn end(&self, returned: K::Returned) -> K::Returned {
        self.operation.ends(&self.state);
        returned
    }

    /// The delay is about to begin.
    #[inline]
    pub(super) fn begin_delay(&mut self, failed: Failed<K>) -> (AttemptResult<K>, Delay) {
        let Failed { result, delay } = failed;
        self.operation.retries(&self.state, self.failure(&result), delay.0);
        (result, delay)
    }

    /// The same, where the failure is not asked for again.
    #[inline]
    pub(super) fn keep_failure(&mut self, failed: Failed<K>) -> Delay {
        let (result, delay) = self.begin_delay(failed);
        if let Err(Ok(error)) = result {
            self.keep(error);
        }
        delay
    }
}
