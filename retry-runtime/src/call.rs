//! One call of a retried function: what generated code drives.

use core::future::Future;
use core::marker::PhantomData;
use core::ops::ControlFlow::{self, Break, Continue};

use crate::attempt::Attempt;
use crate::backoff::Pace;
use crate::budget::RetryBudget;
use crate::config::RetryConfig;
use crate::decision::Decision;
use crate::event::{Failure, RetryEvent};
use crate::jittered::nanos;
use crate::kind::{Found, Kind};
use crate::limits::{Ends, Limited, Limits, Unlimited};
use crate::place::Outcome;
use crate::progress::{Progress, Wait};
use crate::round::{Round, Running};
use crate::rules::{Classify, Rules};
use crate::timed_out::TimedOut;
use crate::with;

pub struct Call<'a, K: Kind, L> {
    progress: Progress<'a>,
    kept: K::Kept,
    limits: PhantomData<fn() -> L>,
}

/// A call that nothing cuts.
#[inline]
pub fn unlimited<F: Found<Kind: Kind>>(_: F, config: &RetryConfig) -> Call<'_, F::Kind, Unlimited> {
    Call::new(config)
}

/// A call with a limit on itself or on its attempts.
#[inline]
pub fn limited<F: Found<Kind: Kind>>(_: F, config: &RetryConfig) -> Call<'_, F::Kind, Limited> {
    Call::new(config)
}

/// A failure that another attempt follows.
pub struct Retry<E> {
    last: Last<E>,
    wait: Wait,
}

/// How the attempt failed.
enum Last<E> {
    Error(E),
    /// `classify` has refused a value.
    Refused,
    Cut(TimedOut),
}

// What generated code calls takes `&mut call`: associated functions, which no method of a trait of the user's hides.

impl<K: Kind, L: Ends<K>> Call<'_, K, L> {
    /// Decides whether the outcome of an attempt ends the call.
    #[inline]
    pub fn judge<C, P>(
        this: &mut Self,
        outcome: Outcome<K::Attempted, L::Cut>,
        rules: Rules<'_, C, P>,
    ) -> ControlFlow<K::Returned, Wait>
    where
        C: Classify<K::Value, K::Error>,
        P: Pace,
    {
        this.judge_result(outcome.map(K::result), rules)
    }

    #[inline]
    pub(crate) fn judge_result<C, P>(
        &mut self,
        outcome: Outcome<Result<K::Value, K::Error>, L::Cut>,
        rules: Rules<'_, C, P>,
    ) -> ControlFlow<K::Returned, Wait>
    where
        C: Classify<K::Value, K::Error>,
        P: Pace,
    {
        match self.weigh_result(outcome, rules) {
            Break(result) => Break(result),
            Continue(retry) => Continue(self.keep(retry)),
        }
    }

    /// [`judge`](Self::judge) for a call with a hook, which [`tell`](Self::tell) runs.
    #[inline]
    pub fn weigh<C, P>(
        this: &mut Self,
        outcome: Outcome<K::Attempted, L::Cut>,
        rules: Rules<'_, C, P>,
    ) -> ControlFlow<K::Returned, Retry<K::Error>>
    where
        C: Classify<K::Value, K::Error>,
        P: Pace,
    {
        this.weigh_result(outcome.map(K::result), rules)
    }

    #[inline]
    fn weigh_result<C, P>(
        &mut self,
        outcome: Outcome<Result<K::Value, K::Error>, L::Cut>,
        rules: Rules<'_, C, P>,
    ) -> ControlFlow<K::Returned, Retry<K::Error>>
    where
        C: Classify<K::Value, K::Error>,
        P: Pace,
    {
        match outcome {
            Outcome::Finished(Ok(value)) if !C::ASKS_VALUES => Break(succeeded::<K>(value, rules.budget)),
            Outcome::Finished(result) => self.finished(result, rules),
            Outcome::Cut(cut) => self.cut(cut, rules.pace, rules.budget),
        }
    }

    #[inline]
    fn finished<C, P>(
        &mut self,
        result: Result<K::Value, K::Error>,
        rules: Rules<'_, C, P>,
    ) -> ControlFlow<K::Returned, Retry<K::Error>>
    where
        C: Classify<K::Value, K::Error>,
        P: Pace,
    {
        let progress = &mut self.progress;
        let least = match rules.classify.decide(&result) {
            Decision::Retry => 0,
            Decision::RetryAfter(least) => nanos(least),
            Decision::Return => {
                return Break(match result {
                    Ok(value) => succeeded::<K>(value, rules.budget),
                    Err(error) => K::permanent(progress, error),
                });
            }
        };
        match (rules.pace.retry(progress, least, rules.budget), result) {
            (Ok(wait), result) => Continue(Retry {
                last: result.err().map_or(Last::Refused, Last::Error),
                wait,
            }),
            (Err(_), Ok(value)) => Break(K::success(value)),
            (Err(end), Err(error)) => Break(K::ended(progress, end, error)),
        }
    }

    #[cold]
    fn cut<P: Pace>(
        &mut self,
        cut: L::Cut,
        pace: P,
        budget: Option<&RetryBudget>,
    ) -> ControlFlow<K::Returned, Retry<K::Error>> {
        let progress = &mut self.progress;
        let limit = if L::may_retry(&cut) {
            match pace.retry(progress, 0, budget) {
                Ok(wait) => {
                    let last = Last::Cut(L::timed_out(progress, cut));
                    return Continue(Retry { last, wait });
                }
                Err(end) => progress.passed(end),
            }
        } else {
            None
        };
        Break(L::end(progress, cut, limit, core::mem::take(&mut self.kept)))
    }
}

#[inline]
fn succeeded<K: Kind>(value: K::Value, budget: Option<&RetryBudget>) -> K::Returned {
    if let Some(budget) = budget {
        budget.refill();
    }
    K::success(value)
}

// Free of `L: Ends<K>`, so that an error type that is not fit for the limit is said once.
impl<'a, K: Kind, L> Call<'a, K, L> {
    #[inline]
    fn new(config: &'a RetryConfig) -> Self {
        Self {
            progress: Progress::new(config, with::claim(), K::TIMED),
            kept: K::Kept::default(),
            limits: PhantomData,
        }
    }

    #[inline]
    pub(crate) fn progress(&mut self) -> &mut Progress<'a> {
        &mut self.progress
    }

    /// The same call, with a hook that is told how long it took.
    #[inline]
    #[must_use]
    pub fn timed(mut self) -> Self {
        self.progress.time();
        self
    }

    /// The attempt that is about to begin, for its body.
    pub fn context(this: &mut Self) -> Attempt {
        let progress = &mut this.progress;
        Attempt {
            number: progress.attempts(),
            max: progress.configured(|config| config.max),
            deadline: progress.deadline(),
        }
    }

    /// Runs the body once, within its limits.
    #[inline]
    pub fn run<'p, F>(this: &'p mut Self, body: F) -> Running<'p, 'a, L, F>
    where
        L: Limits,
        F: Future<Output = K::Attempted>,
    {
        Running::new(&mut this.progress, body)
    }

    /// Runs the body once, asks its error, and waits if there is to be another attempt.
    // Nothing is required of the error type here: where the round is awaited is enough.
    #[inline]
    pub fn attempt<'p, F>(this: &'p mut Self, body: F) -> Round<'p, 'a, K, L, F>
    where
        L: Limits,
        F: Future<Output = K::Attempted>,
    {
        Round::new(this, body)
    }

    /// Calls the hook of the key `on_retry`.
    pub fn tell<F>(this: &mut Self, retry: Retry<K::Error>, name: &'static str, hook: F) -> Wait
    where
        F: FnOnce(&RetryEvent<'_, K::Error>),
    {
        let progress = &this.progress;
        hook(&RetryEvent {
            name,
            attempt: progress.attempts(),
            max: progress.max(),
            delay: progress.delay(),
            elapsed: progress.elapsed(),
            error: match &retry.last {
                Last::Error(error) => Failure::Error(error),
                Last::Refused => Failure::Refused,
                Last::Cut(timed_out) => Failure::TimedOut(*timed_out),
            },
        });
        this.keep(retry)
    }

    fn keep(&mut self, retry: Retry<K::Error>) -> Wait {
        if let Last::Error(error) = retry.last {
            self.kept = K::keep(error);
        }
        self.progress.next_attempt();
        retry.wait
    }
}
