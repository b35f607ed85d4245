//! How far a call has come: attempts, clock and timer, and every decision that does not depend on a type.

use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

use pin_project_lite::pin_project;
use tokio::time::{Instant, Sleep, sleep_until};

use crate::config::RetryConfig;
use crate::schedule;
use crate::timed_out::{Scope, TimedOut};

pin_project! {
    pub struct Progress<'a> {
        config: &'a RetryConfig,
        // Attempts begun.
        attempts: u32,
        waits: Waits,
        // The first `Pending` or the first failure: a call that succeeds at once reads no clock.
        started: Option<Instant>,
        previous_delay: Duration,
        // One slot for the limits and the delays: they never overlap.
        #[pin]
        timer: Option<Sleep>,
    }
}

/// What the timer stands for.
#[derive(Clone, Copy)]
enum Waits {
    /// The attempt has not been pending yet, or there is no delay to wait for.
    Nothing,
    /// The attempt is pending and nothing limits it.
    Unlimited,
    Limit(Scope),
    Delay,
}

/// What follows a failure that may be retried.
pub(crate) enum Next {
    Retry,
    /// That was the last attempt.
    Exhausted {
        elapsed: Duration,
    },
    /// The wait would be longer than a limit allows.
    GiveUp {
        elapsed: Duration,
        limit: TimedOut,
    },
}

impl<'a> Progress<'a> {
    #[inline]
    pub(crate) fn new(config: &'a RetryConfig) -> Self {
        Self {
            config,
            attempts: 0,
            waits: Waits::Nothing,
            started: None,
            previous_delay: Duration::ZERO,
            timer: None,
        }
    }

    pub(crate) fn attempts(&self) -> u32 {
        self.attempts
    }

    #[inline]
    pub(crate) fn begin_attempt(self: Pin<&mut Self>) {
        let this = self.project();
        // `max` is a `u32`, so that this cannot overflow before the attempts run out.
        *this.attempts += 1;
        *this.waits = Waits::Nothing;
    }

    pub(crate) fn note_start(self: Pin<&mut Self>) -> Instant {
        *self.project().started.get_or_insert_with(Instant::now)
    }

    /// The time since the call was first pending or failed.
    pub(crate) fn elapsed(&self) -> Duration {
        self.started.map_or(Duration::ZERO, |started| started.elapsed())
    }

    /// Asked while the attempt is pending: has it passed a limit?
    pub(crate) fn poll_limits(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<TimedOut> {
        let armed_before = !matches!(self.waits, Waits::Nothing);
        if !armed_before {
            self.as_mut().arm();
        }
        let Waits::Limit(scope) = self.waits else {
            return Poll::Pending;
        };
        let attempts = self.attempts;
        let config = self.config;
        let Some(mut timer) = self.project().timer.as_pin_mut() else {
            return Poll::Pending;
        };
        if timer.as_mut().poll(cx).is_pending() {
            // A body that uses up its task's cooperative budget on every poll leaves none for the timer.
            let starved = armed_before && Instant::now() >= timer.deadline();
            if !starved {
                return Poll::Pending;
            }
        }
        let limit = match scope {
            Scope::Operation => config.timeout,
            Scope::Attempt => config.attempt_timeout,
        };
        Poll::Ready(TimedOut {
            limit: limit.unwrap_or_default(),
            scope,
            attempts,
        })
    }

    fn arm(mut self: Pin<&mut Self>) {
        let now = Instant::now();
        let this = self.as_mut().project();
        let started = *this.started.get_or_insert(now);
        // A time beyond the clock's range is no limit.
        let operation = this.config.timeout.and_then(|limit| started.checked_add(limit));
        let attempt = this.config.attempt_timeout.and_then(|limit| now.checked_add(limit));
        let nearest = match (operation, attempt) {
            (Some(operation), Some(attempt)) if attempt < operation => Some((attempt, Scope::Attempt)),
            (Some(operation), _) => Some((operation, Scope::Operation)),
            (None, Some(attempt)) => Some((attempt, Scope::Attempt)),
            (None, None) => None,
        };
        match nearest {
            Some((deadline, scope)) => {
                *this.waits = Waits::Limit(scope);
                self.set_timer(deadline);
            }
            None => *this.waits = Waits::Unlimited,
        }
    }

    fn set_timer(self: Pin<&mut Self>, deadline: Instant) {
        let mut timer = self.project().timer;
        match timer.as_mut().as_pin_mut() {
            Some(timer) => timer.reset(deadline),
            None => timer.set(Some(sleep_until(deadline))),
        }
    }

    /// Decides what follows a transient failure, and sets the timer for the delay.
    pub(crate) fn after_failure(mut self: Pin<&mut Self>, retry_after: Option<Duration>) -> Next {
        let now = Instant::now();
        let this = self.as_mut().project();
        let started = *this.started.get_or_insert(now);
        let elapsed = now.saturating_duration_since(started);
        let (config, attempts) = (*this.config, *this.attempts);
        let give_up = |limit| Next::GiveUp {
            elapsed,
            limit: TimedOut {
                limit,
                scope: Scope::Operation,
                attempts,
            },
        };
        if attempts >= config.max {
            return Next::Exhausted { elapsed };
        }
        let least = retry_after.unwrap_or(Duration::ZERO);
        if least > config.max_delay {
            return give_up(config.max_delay);
        }
        let delay = schedule::draw(config, attempts, *this.previous_delay).max(least);
        *this.previous_delay = delay;
        if let Some(limit) = config.timeout {
            if elapsed.saturating_add(delay) >= limit {
                return give_up(limit);
            }
        }
        if delay.is_zero() {
            *this.waits = Waits::Nothing;
        } else {
            *this.waits = Waits::Delay;
            self.set_timer(now.checked_add(delay).unwrap_or_else(|| now + FAR));
        }
        Next::Retry
    }

    pub(crate) fn poll_delay(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if !matches!(self.waits, Waits::Delay) {
            return Poll::Ready(());
        }
        match self.project().timer.as_pin_mut() {
            Some(timer) => timer.poll(cx),
            None => Poll::Ready(()),
        }
    }
}

/// Where a delay ends that is longer than the clock can tell: thirty years, as tokio's own sleeps.
const FAR: Duration = Duration::from_secs(86400 * 365 * 30);
