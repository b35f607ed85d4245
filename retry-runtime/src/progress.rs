//! How far a call has come: attempts, clock and timer, and every decision that does not depend on a type.

use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

use pin_project_lite::pin_project;
use tokio::time::{Instant, Sleep, sleep_until};

use crate::budget::RetryBudget;
use crate::config::RetryConfig;
use crate::timed_out::{Scope, TimedOut};
use crate::{schedule, testing, with};

pin_project! {
    pub struct Progress<'a> {
        config: &'a RetryConfig,
        // The configuration is that of the `with` around the call.
        overridden: bool,
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

/// Why there is no further attempt.
pub enum End {
    /// That was the last one.
    Exhausted,
    /// The wait would be longer than a limit allows.
    GiveUp(TimedOut),
    /// The budget has no retry left.
    Refused,
}

/// When an attempt failed.
#[derive(Clone, Copy)]
pub(crate) struct Failed {
    now: Instant,
    pub(crate) elapsed: Duration,
}

impl<'a> Progress<'a> {
    #[inline]
    pub(crate) fn new(config: &'a RetryConfig, overridden: bool) -> Self {
        Self {
            config,
            overridden,
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

    /// The configuration that holds for this call.
    #[inline]
    pub(crate) fn config(&self) -> RetryConfig {
        if self.overridden {
            with::current().unwrap_or(*self.config)
        } else {
            *self.config
        }
    }

    /// When the limit on the call ends it, with the start noted that it counts from.
    pub(crate) fn deadline(self: Pin<&mut Self>) -> Option<Instant> {
        let limit = self.config().timeout?;
        self.note_start().checked_add(limit)
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
        let config = self.config();
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
        let config = self.config();
        let now = Instant::now();
        let this = self.as_mut().project();
        let started = *this.started.get_or_insert(now);
        // A time beyond the clock's range is no limit.
        let operation = config.timeout.and_then(|limit| started.checked_add(limit));
        let attempt = config.attempt_timeout.and_then(|limit| now.checked_add(limit));
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

    /// Notes when an attempt failed that may be retried.
    pub(crate) fn fail(self: Pin<&mut Self>) -> Failed {
        let now = Instant::now();
        let started = *self.project().started.get_or_insert(now);
        let elapsed = now.saturating_duration_since(started);
        Failed { now, elapsed }
    }

    /// Whether `max` allows another attempt.
    pub(crate) fn remains(&self) -> Result<(), End> {
        if self.attempts < testing::max(self.config().max) {
            Ok(())
        } else {
            Err(End::Exhausted)
        }
    }

    /// The configuration's delay before the next attempt, not shorter than `least`.
    pub(crate) fn draw(self: Pin<&mut Self>, least: Duration) -> Result<Duration, End> {
        let config = self.config();
        let attempts = self.attempts;
        if least > config.max_delay {
            return Err(self.give_up(config.max_delay));
        }
        let this = self.project();
        let delay = schedule::draw(&config, attempts, *this.previous_delay).max(least);
        *this.previous_delay = delay;
        Ok(delay)
    }

    /// Sets the timer for the delay, unless it would pass the deadline or the budget refuses the retry.
    pub(crate) fn wait(
        mut self: Pin<&mut Self>,
        failed: Failed,
        delay: Duration,
        budget: Option<&RetryBudget>,
    ) -> Result<Duration, End> {
        let delay = testing::delay(delay);
        if let Some(limit) = self.config().timeout {
            if failed.elapsed.saturating_add(delay) >= limit {
                return Err(self.give_up(limit));
            }
        }
        if budget.is_some_and(|budget| !budget.take()) {
            return Err(End::Refused);
        }
        let waits = self.as_mut().project().waits;
        if delay.is_zero() {
            *waits = Waits::Nothing;
        } else {
            *waits = Waits::Delay;
            self.set_timer(failed.now.checked_add(delay).unwrap_or_else(|| failed.now + FAR));
        }
        Ok(delay)
    }

    fn give_up(&self, limit: Duration) -> End {
        End::GiveUp(TimedOut {
            limit,
            scope: Scope::Operation,
            attempts: self.attempts,
        })
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
