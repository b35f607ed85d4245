//! One call of a retried function: what generated code drives.

use core::future::Future;
use core::marker::PhantomData;
use core::ops::ControlFlow;
use core::pin::Pin;

use pin_project_lite::pin_project;

use crate::attempt::{Attempt, Delay, Outcome};
use crate::classify::{Class, Classify};
use crate::config::RetryConfig;
use crate::kind::{Kind, TimesOut};
use crate::limits::{Limited, Limits, Unlimited};
use crate::progress::{Next, Progress};

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
    Call {
        progress: Progress::new(config),
        kept: K::Kept::default(),
        limits: PhantomData,
    }
}

/// A call with a limit on itself or on its attempts.
#[inline]
pub fn limited<K: TimesOut>(_: K, config: &RetryConfig) -> Call<'_, K, Limited> {
    Call {
        progress: Progress::new(config),
        kept: K::Kept::default(),
        limits: PhantomData,
    }
}

impl<'a, K: Kind, L: Limits<K>> Call<'a, K, L> {
    /// Runs the body once, within its limits.
    #[inline]
    pub fn attempt<'p, F>(self: Pin<&'p mut Self>, body: F) -> Attempt<'p, 'a, K, L, F>
    where
        F: Future<Output = Result<K::Value, K::Error>>,
    {
        Attempt::new(self.project().progress, body)
    }

    /// Decides whether the outcome of an attempt ends the call.
    #[inline]
    pub fn judge<C>(
        self: Pin<&mut Self>,
        outcome: Outcome<Result<K::Value, K::Error>, L::Cut>,
        classify: C,
    ) -> ControlFlow<K::Return>
    where
        C: Classify<K::Error>,
    {
        match outcome {
            Outcome::Finished(Ok(value)) => ControlFlow::Break(K::success(value)),
            Outcome::Finished(Err(error)) => self.failed(error, classify),
            Outcome::Cut(cut) => self.cut(cut),
        }
    }

    #[cold]
    fn failed<C: Classify<K::Error>>(self: Pin<&mut Self>, error: K::Error, classify: C) -> ControlFlow<K::Return> {
        let this = self.project();
        let attempts = this.progress.attempts();
        let retry_after = match classify.class(&error) {
            Class::Permanent => return ControlFlow::Break(K::permanent(attempts, error)),
            Class::Transient(retry_after) => retry_after,
        };
        match this.progress.after_failure(retry_after) {
            Next::Retry => {
                *this.kept = K::keep(error);
                ControlFlow::Continue(())
            }
            Next::Exhausted { elapsed } => ControlFlow::Break(K::exhausted(attempts, elapsed, error)),
            Next::GiveUp { elapsed, limit } => ControlFlow::Break(K::given_up(attempts, elapsed, limit, error)),
        }
    }

    #[cold]
    fn cut(self: Pin<&mut Self>, cut: L::Cut) -> ControlFlow<K::Return> {
        let mut this = self.project();
        let limit = if L::may_retry(&cut) {
            match this.progress.as_mut().after_failure(None) {
                Next::Retry => return ControlFlow::Continue(()),
                Next::Exhausted { .. } => None,
                Next::GiveUp { limit, .. } => Some(limit),
            }
        } else {
            None
        };
        ControlFlow::Break(L::end(&this.progress, cut, limit, core::mem::take(this.kept)))
    }
}

// Free of `L: Limits`, so that an error type that is not fit for the limit is said once.
impl<'a, K: Kind, L> Call<'a, K, L> {
    /// Waits before the next attempt.
    #[inline]
    pub fn delay<'p>(self: Pin<&'p mut Self>) -> Delay<'p, 'a> {
        Delay {
            progress: self.project().progress,
        }
    }
}
