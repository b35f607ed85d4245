//! One call of a retried function: what generated code drives.

use core::future::Future;
use core::marker::PhantomData;
use core::ops::ControlFlow::{self, Break, Continue};
use core::pin::Pin;
use core::time::Duration;

use pin_project_lite::pin_project;

use crate::attempt::Attempt;
use crate::backoff::Pace;
use crate::budget::RetryBudget;
use crate::config::RetryConfig;
use crate::decision::Decision;
use crate::event::{Failure, RetryEvent};
use crate::kind::{Attempted, Kind, Returned, TimesOut};
use crate::limits::{Ends, Limited, Unlimited};
use crate::progress::{End, Failed, Progress};
use crate::round::{Delay, Outcome, Running};
use crate::rules::{Classify, Rules};
use crate::timed_out::TimedOut;
use crate::{testing, with};

pin_project! {
    pub struct Call<'a, K: Kind, L> {
        #[pin]
        progress: Progress<'a>,
        kept: K::Kept,
        limits: PhantomData<fn() -> L>,
    }
}

/// A call that nothing cuts.
#[inline]
pub fn unlimited<K: Kind>(_: K, config: &RetryConfig) -> Call<'_, K, Unlimited> {
    Call::new(config)
}

/// A call with a limit on itself or on its attempts.
#[inline]
pub fn limited<K: TimesOut>(_: K, config: &RetryConfig) -> Call<'_, K, Limited> {
    Call::new(config)
}

/// A failure that another attempt follows.
pub struct Retry<E> {
    last: Last<E>,
    failed: Failed,
    delay: Duration,
}

/// How the attempt failed.
enum Last<E> {
    Error(E),
    /// `classify` has refused a value.
    Refused,
    Cut(TimedOut),
}

impl<K: Kind, L: Ends<K>> Call<'_, K, L> {
    /// Decides whether the outcome of an attempt ends the call.
    #[inline]
    pub fn judge<C, P>(
        this: &mut Pin<&mut Self>,
        outcome: Outcome<Attempted<K>, L::Cut>,
        rules: Rules<'_, C, P>,
    ) -> ControlFlow<Returned<K>>
    where
        C: Classify<K::Value, K::Error>,
        P: Pace,
    {
        Self::weigh(this, outcome, rules).map_continue(|retry| this.as_mut().keep(retry))
    }

    /// [`judge`](Self::judge) for a call with a hook, which [`tell`](Self::tell) runs.
    #[inline]
    pub fn weigh<C, P>(
        this: &mut Pin<&mut Self>,
        outcome: Outcome<Attempted<K>, L::Cut>,
        rules: Rules<'_, C, P>,
    ) -> ControlFlow<Returned<K>, Retry<K::Error>>
    where
        C: Classify<K::Value, K::Error>,
        P: Pace,
    {
        match outcome {
            Outcome::Finished(Ok(value)) if !C::ASKS_VALUES => Break(succeeded::<K>(value, rules.budget)),
            Outcome::Finished(result) => this.as_mut().finished(result, rules),
            Outcome::Cut(cut) => this.as_mut().cut(cut, rules.pace, rules.budget),
        }
    }

    fn finished<C, P>(
        self: Pin<&mut Self>,
        result: Attempted<K>,
        rules: Rules<'_, C, P>,
    ) -> ControlFlow<Returned<K>, Retry<K::Error>>
    where
        C: Classify<K::Value, K::Error>,
        P: Pace,
    {
        let mut progress = self.project().progress;
        let attempts = progress.attempts();
        let least = match rules.classify.decide(&result) {
            Decision::Retry => Duration::ZERO,
            Decision::RetryAfter(least) => least,
            Decision::Return => {
                return Break(match result {
                    Ok(value) => succeeded::<K>(value, rules.budget),
                    Err(error) => K::permanent(attempts, error),
                });
            }
        };
        let failed = progress.as_mut().fail();
        match (again(progress, failed, least, rules.pace, rules.budget), result) {
            (Ok(delay), result) => Continue(Retry {
                last: result.err().map_or(Last::Refused, Last::Error),
                failed,
                delay,
            }),
            (Err(_), Ok(value)) => Break(K::success(value)),
            (Err(end), Err(error)) => Break(K::ended(attempts, failed.elapsed, end, error)),
        }
    }

    #[cold]
    fn cut<P: Pace>(
        self: Pin<&mut Self>,
        cut: L::Cut,
        pace: P,
        budget: Option<&RetryBudget>,
    ) -> ControlFlow<Returned<K>, Retry<K::Error>> {
        let mut this = self.project();
        let failed = this.progress.as_mut().fail();
        let limit = if L::may_retry(&cut) {
            match again(this.progress, failed, Duration::ZERO, pace, budget) {
                Ok(delay) => {
                    let last = Last::Cut(L::timed_out(cut));
                    return Continue(Retry { last, failed, delay });
                }
                Err(End::GiveUp(limit)) => Some(limit),
                Err(End::Exhausted | End::Refused) => None,
            }
        } else {
            None
        };
        Break(L::end(failed.elapsed, cut, limit, core::mem::take(this.kept)))
    }
}

#[inline]
fn succeeded<K: Kind>(value: K::Value, budget: Option<&RetryBudget>) -> Returned<K> {
    if let Some(budget) = budget {
        budget.refill();
    }
    K::success(value)
}

/// The delay before another attempt, or why there is none.
fn again<P: Pace>(
    mut progress: Pin<&mut Progress<'_>>,
    failed: Failed,
    least: Duration,
    pace: P,
    budget: Option<&RetryBudget>,
) -> Result<Duration, End> {
    progress.remains()?;
    let delay = pace.delay(progress.as_mut(), least)?;
    progress.wait(failed, delay, budget)
}

// What generated code calls takes `&mut call`: associated functions, which no method of a trait of the user's hides.

// Free of `L: Ends<K>`, so that an error type that is not fit for the limit is said once.
impl<'a, K: Kind, L> Call<'a, K, L> {
    #[inline]
    fn new(config: &'a RetryConfig) -> Self {
        Self {
            progress: Progress::new(config, with::claim()),
            kept: K::Kept::default(),
            limits: PhantomData,
        }
    }

    /// The attempt that is about to begin, for its body.
    pub fn context(this: &mut Pin<&mut Self>) -> Attempt {
        let progress = this.as_mut().project().progress;
        Attempt {
            number: progress.attempts() + 1,
            max: progress.config().max,
            deadline: progress.deadline(),
        }
    }

    /// Calls the hook of the key `on_retry`.
    pub fn tell<F>(this: &mut Pin<&mut Self>, retry: Retry<K::Error>, name: &'static str, hook: F)
    where
        F: FnOnce(&RetryEvent<'_, K::Error>),
    {
        let progress = this.as_ref().project_ref().progress;
        hook(&RetryEvent {
            name,
            attempt: progress.attempts(),
            max: testing::max(progress.config().max),
            delay: retry.delay,
            elapsed: retry.failed.elapsed,
            error: match &retry.last {
                Last::Error(error) => Failure::Error(error),
                Last::Refused => Failure::Refused,
                Last::Cut(timed_out) => Failure::TimedOut(*timed_out),
            },
        });
        this.as_mut().keep(retry);
    }

    fn keep(self: Pin<&mut Self>, retry: Retry<K::Error>) {
        if let Last::Error(error) = retry.last {
            *self.project().kept = K::keep(error);
        }
    }

    /// Runs the body once, within its limits.
    #[inline]
    pub fn attempt<'p, F>(this: &'p mut Pin<&mut Self>, body: F) -> Running<'p, 'a, L, F>
    where
        F: Future<Output = Attempted<K>>,
    {
        Running::new(this.as_mut().project().progress, body)
    }

    /// Waits before the next attempt.
    #[inline]
    pub fn delay<'p>(this: &'p mut Pin<&mut Self>) -> Delay<'p, 'a> {
        Delay {
            progress: this.as_mut().project().progress,
        }
    }
}
