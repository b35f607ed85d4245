//! How far a call has come: attempts and clock, and every decision that does not depend on a type.

use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

use crate::budget::RetryBudget;
use crate::config::RetryConfig;
use crate::timed_out::{Scope, TimedOut};
use crate::{schedule, testing, with};

/// It lives as long as the call, beside every attempt and delay: every byte of it is one of the caller's future.
pub struct Progress<'a> {
    config: &'a RetryConfig,
    /// The first `Pending` or the first failure: a call that succeeds at once reads no clock.
    started: Option<Instant>,
    /// The delay before the attempt that runs, in nanoseconds: 584 years are the longest.
    delay: u64,
    /// Attempts begun.
    attempts: u32,
    /// The configuration is that of the `with` around the call.
    overridden: bool,
    /// Somebody is told how long the call took.
    timed: bool,
    armed: Armed,
}

/// What the timer of the running attempt stands for.
#[derive(Clone, Copy, PartialEq)]
enum Armed {
    /// The attempt has not been pending yet.
    NotYet,
    /// The attempt is pending and nothing limits it.
    Never,
    For(Scope),
}

/// When the delay before the next attempt ends; `None` is at once.
#[derive(Clone, Copy)]
pub struct Wait(pub(crate) Option<Instant>);

/// Why there is no further attempt.
#[derive(Clone, Copy)]
pub enum End {
    /// That was the last one.
    Exhausted,
    /// The budget has no retry left.
    Refused,
    /// The wait would be longer than `max_delay`.
    TooLong,
    /// The wait would pass the deadline.
    TooLate,
}

impl<'a> Progress<'a> {
    #[inline]
    pub(crate) fn new(config: &'a RetryConfig, overridden: bool, timed: bool) -> Self {
        Self {
            config,
            started: None,
            delay: 0,
            attempts: 0,
            overridden,
            timed,
            armed: Armed::NotYet,
        }
    }

    #[inline]
    pub(crate) fn time(&mut self) {
        self.timed = true;
    }

    #[inline]
    pub(crate) fn attempts(&self) -> u32 {
        self.attempts
    }

    /// One value of the configuration that holds for this call.
    #[inline]
    pub(crate) fn configured<T>(&self, value: impl FnOnce(&RetryConfig) -> T) -> T {
        if self.overridden {
            value(&with::current().unwrap_or(*self.config))
        } else {
            value(self.config)
        }
    }

    /// The attempts that the switches of `testing` leave of `max`.
    pub(crate) fn max(&self) -> u32 {
        testing::max(self.configured(|config| config.max))
    }

    #[inline]
    pub(crate) fn begin_attempt(&mut self) {
        // `max` is a `u32`, so that this cannot overflow before the attempts run out.
        self.attempts += 1;
        self.armed = Armed::NotYet;
    }

    /// When the limit on the call ends it, with the start noted that it counts from.
    pub(crate) fn deadline(&mut self) -> Option<Instant> {
        let limit = self.configured(|config| config.timeout)?;
        self.started.get_or_insert_with(Instant::now).checked_add(limit)
    }

    /// The start of a call that nothing limits, for whom is told how long it took.
    #[inline]
    pub(crate) fn note_start(&mut self) {
        if self.timed {
            self.started.get_or_insert_with(Instant::now);
        }
    }

    /// The time since the call was first pending or failed.
    pub(crate) fn elapsed(&self) -> Duration {
        self.started.map_or(Duration::ZERO, |started| started.elapsed())
    }

    /// Asked while the attempt is pending: has it passed a limit?
    pub(crate) fn poll_limits(&mut self, mut timer: Pin<&mut Option<Sleep>>, cx: &mut Context<'_>) -> Poll<Scope> {
        let armed_before = self.armed != Armed::NotYet;
        if !armed_before {
            self.arm(timer.as_mut());
        }
        let (Armed::For(scope), Some(mut timer)) = (self.armed, timer.as_pin_mut()) else {
            return Poll::Pending;
        };
        if timer.as_mut().poll(cx).is_pending() {
            // A body that uses up its task's cooperative budget on every poll leaves none for the timer.
            let starved = armed_before && Instant::now() >= timer.deadline();
            if !starved {
                return Poll::Pending;
            }
        }
        Poll::Ready(scope)
    }

    /// The limit that an attempt has passed.
    pub(crate) fn timed_out(&self, scope: Scope) -> TimedOut {
        let limit = self.configured(|config| match scope {
            Scope::Operation => config.timeout,
            Scope::Attempt => config.attempt_timeout,
        });
        TimedOut {
            limit: limit.unwrap_or_default(),
            scope,
            attempts: self.attempts,
        }
    }

    fn arm(&mut self, mut timer: Pin<&mut Option<Sleep>>) {
        let (operation, attempt) = self.configured(|config| (config.timeout, config.attempt_timeout));
        let now = Instant::now();
        let started = *self.started.get_or_insert(now);
        // A time beyond the clock's range is no limit.
        let operation = operation.and_then(|limit| started.checked_add(limit));
        let attempt = attempt.and_then(|limit| now.checked_add(limit));
        let nearest = match (operation, attempt) {
            (Some(operation), Some(attempt)) if attempt < operation => Some((attempt, Scope::Attempt)),
            (Some(operation), _) => Some((operation, Scope::Operation)),
            (None, Some(attempt)) => Some((attempt, Scope::Attempt)),
            (None, None) => None,
        };
        self.armed = nearest.map_or(Armed::Never, |(_, scope)| Armed::For(scope));
        if let Some((deadline, _)) = nearest {
            timer.set(Some(sleep_until(deadline)));
        }
    }

    /// When the next attempt may begin, by the delays of the configuration; not earlier than after `least`.
    #[cold]
    pub(crate) fn retry(&mut self, least: Duration, budget: Option<&RetryBudget>) -> Result<Wait, End> {
        self.remains(least)?;
        let first = self.configured(|config| config.delay);
        // Whatever the jitter, a delay of zero stays zero.
        let delay = if first.is_zero() {
            least
        } else {
            let drawn = self.configured(|config| schedule::draw(config, self.attempts, self.delay()));
            drawn.max(least)
        };
        self.wait(delay, budget)
    }

    /// Whether `max` allows another attempt, and `max_delay` a wait of `least` before it.
    pub(crate) fn remains(&self, least: Duration) -> Result<(), End> {
        if self.attempts >= self.max() {
            Err(End::Exhausted)
        } else if !least.is_zero() && least > self.configured(|config| config.max_delay) {
            Err(End::TooLong)
        } else {
            Ok(())
        }
    }

    /// When the delay ends, unless it would pass the deadline or the budget refuses the retry.
    pub(crate) fn wait(&mut self, delay: Duration, budget: Option<&RetryBudget>) -> Result<Wait, End> {
        let delay = testing::delay(delay);
        self.delay = if delay.is_zero() {
            0
        } else {
            u64::try_from(delay.as_nanos()).unwrap_or(u64::MAX)
        };
        let limit = self.configured(|config| config.timeout);
        let mut until = None;
        if limit.is_some() || self.timed || self.delay != 0 {
            let now = Instant::now();
            let started = *self.started.get_or_insert(now);
            let end = if self.delay == 0 {
                Some(now)
            } else {
                now.checked_add(delay)
            };
            // A time beyond the clock's range is no limit, and past every other one.
            let deadline = limit.and_then(|limit| started.checked_add(limit));
            if deadline.is_some_and(|deadline| end.is_none_or(|end| end >= deadline)) {
                return Err(End::TooLate);
            }
            if self.delay != 0 {
                until = Some(end.unwrap_or_else(|| now + FAR));
            }
        }
        if budget.is_some_and(|budget| !budget.take()) {
            return Err(End::Refused);
        }
        Ok(Wait(until))
    }

    /// The delay before the next attempt, or before the one that runs.
    pub(crate) fn delay(&self) -> Duration {
        Duration::from_nanos(self.delay)
    }

    /// The limit that no wait may pass, where that has ended the call.
    pub(crate) fn passed(&self, end: End) -> Option<TimedOut> {
        let limit = match end {
            End::TooLong => Some(self.configured(|config| config.max_delay)),
            End::TooLate => self.configured(|config| config.timeout),
            End::Exhausted | End::Refused => None,
        };
        limit.map(|limit| TimedOut {
            limit,
            scope: Scope::Operation,
            attempts: self.attempts,
        })
    }
}

/// Where a delay ends that is longer than the clock can tell: thirty years, as tokio's own sleeps.
const FAR: Duration = Duration::from_secs(86400 * 365 * 30);
