//! One call of a retried function: what generated code drives.

use core::convert::Infallible;
use core::marker::PhantomData;
use core::ops::ControlFlow::{self, Break, Continue};
use core::time::Duration;

use crate::attempt::Attempt;
use crate::budget::RetryBudget;
use crate::config::RetryConfig;
use crate::decision::Decision;
use crate::error::RetryError;
use crate::event::{Failure, RetryEvent};
use crate::jittered::{configured, nanos};
use crate::kind::{EndsBy, Fallback, Found, Kind, Probe, ReturnsResult, Witness, Wrapped};
use crate::limits::Cut;
use crate::place::Outcome;
use crate::progress::{End, Progress, Wait};
use crate::rules::Decided;
use crate::timed_out::{Scope, TimedOut};
use crate::with;

/// `C` is what may cut its attempts.
pub struct Call<'a, K: Kind, C> {
    progress: Progress<'a>,
    kept: K::Kept,
    cut: PhantomData<fn() -> C>,
}

/// A call that nothing cuts.
#[inline]
pub fn unlimited<F: Found<Kind: Kind>>(_: F, config: &RetryConfig) -> Call<'_, F::Kind, Infallible> {
    Call::new(config)
}

/// A call with a limit on itself or on its attempts.
#[inline]
pub fn limited<F: Found<Kind: Kind>>(_: F, config: &RetryConfig) -> Call<'_, F::Kind, Scope> {
    Call::new(config)
}

// As methods of what finds the kind, which is found with them: under names that no trait of a user's has.

impl<T, E> Probe<Result<T, RetryError<E>>> {
    #[inline]
    pub fn retry_unlimited<'a>(&self, config: &'a RetryConfig) -> Call<'a, Wrapped<T, E>, Infallible> {
        Call::new(config)
    }

    #[inline]
    pub fn retry_limited<'a>(&self, config: &'a RetryConfig) -> Call<'a, Wrapped<T, E>, Scope> {
        Call::new(config)
    }
}

// `K` is no projection in the signature: probing would then refuse the method, without the message of `ReturnsResult`.
impl<R> Fallback<R> {
    #[inline]
    pub fn retry_unlimited<'a, K: Kind>(&self, config: &'a RetryConfig) -> Call<'a, K, Infallible>
    where
        R: ReturnsResult<Kind = K>,
    {
        Call::new(config)
    }

    #[inline]
    pub fn retry_limited<'a, K: Kind>(&self, config: &'a RetryConfig) -> Call<'a, K, Scope>
    where
        R: ReturnsResult<Kind = K>,
    {
        Call::new(config)
    }
}

/// An attempt that another one follows, and the delay between them.
pub struct Failed<E> {
    failure: Last<E>,
    wait: Wait,
}

enum Last<E> {
    Error(E),
    /// `classify` has refused a value.
    Refused,
    Cut(TimedOut),
}

// Generated code calls these on `(&mut call)` and `(&call)`: by value, an inherent method is found before that of any
// trait of the user's.

impl<K: EndsBy<C>, C: Cut> Call<'_, K, C> {
    /// What follows an attempt, by the delays of the configuration.
    #[inline]
    pub fn decide(
        &mut self,
        decided: Decided<K, C>,
        budget: Option<&RetryBudget>,
    ) -> ControlFlow<K::Returned, Failed<K::Error>> {
        self.decide_with(decided, budget, configured)
    }

    /// What follows an attempt, by other delays; their end is that of the attempts.
    #[inline]
    pub fn decide_by(
        &mut self,
        decided: Decided<K, C>,
        budget: Option<&RetryBudget>,
        next: impl FnOnce() -> Option<Duration>,
    ) -> ControlFlow<K::Returned, Failed<K::Error>> {
        self.decide_with(decided, budget, |_, _, _| next().map(nanos))
    }

    #[inline]
    pub(crate) fn decide_with(
        &mut self,
        Decided { outcome, decision }: Decided<K, C>,
        budget: Option<&RetryBudget>,
        delay: impl FnOnce(&RetryConfig, u32, u64) -> Option<u64>,
    ) -> ControlFlow<K::Returned, Failed<K::Error>> {
        let may_retry = match &outcome {
            Outcome::Finished(_) => true,
            Outcome::Cut(cut) => cut.may_retry(),
        };
        let next = match decision {
            Decision::Retry if may_retry => self.progress.retry(0, budget, delay),
            Decision::RetryAfter(least) if may_retry => self.progress.retry(nanos(least), budget, delay),
            _ => Err(End::Final),
        };
        let progress = &self.progress;
        match (outcome, next) {
            (Outcome::Finished(Ok(value)), Err(end)) => {
                if let (End::Final, Some(budget)) = (end, budget) {
                    budget.refill();
                }
                Break(K::success(value))
            }
            (Outcome::Finished(Err(error)), Err(end)) => Break(K::failure(progress, end, error)),
            (Outcome::Cut(cut), Err(end)) => Break(K::cut(progress, cut, end, core::mem::take(&mut self.kept))),
            (Outcome::Finished(result), Ok(wait)) => Continue(Failed {
                failure: result.err().map_or(Last::Refused, Last::Error),
                wait,
            }),
            (Outcome::Cut(cut), Ok(wait)) => Continue(Failed {
                failure: Last::Cut(cut.timed_out(progress)),
                wait,
            }),
        }
    }
}

// Free of `K: EndsBy<C>`, so that an error type that is not fit for the limit is said once.
impl<'a, K: Kind, C> Call<'a, K, C> {
    #[inline]
    fn new(config: &'a RetryConfig) -> Self {
        Self {
            progress: Progress::new(config, with::claim(), K::TIMED),
            kept: K::Kept::default(),
            cut: PhantomData,
        }
    }

    #[inline]
    pub(crate) fn progress(&mut self) -> &mut Progress<'a> {
        &mut self.progress
    }

    /// The same call, with a hook that is told how long it took.
    #[inline]
    #[must_use]
    pub fn needs_clock(mut self) -> Self {
        self.progress.time();
        self
    }

    /// The type that the body returns.
    #[inline]
    pub fn witness(&self) -> Witness<K::Attempted> {
        Witness::new()
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

    /// Calls the hook of the key `on_retry`.
    pub fn notify<F>(this: &Self, failed: Failed<K::Error>, name: &'static str, hook: F) -> Failed<K::Error>
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
            error: match &failed.failure {
                Last::Error(error) => Failure::Error(error),
                Last::Refused => Failure::Refused,
                Last::Cut(timed_out) => Failure::TimedOut(*timed_out),
            },
        });
        failed
    }

    /// Begins the delay before the next attempt.
    #[inline]
    pub fn next(this: &mut Self, failed: Failed<K::Error>) -> Wait {
        if let Last::Error(error) = failed.failure {
            this.kept = K::keep(error);
        }
        this.progress.next_attempt();
        failed.wait
    }
}
