//! How far a call has come: attempts and clock, and every decision that does not depend on a type.

use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

use crate::budget::RetryBudget;
use crate::config::RetryConfig;
use crate::jittered::{LONGEST, nanos};
use crate::testing::Switch;
use crate::timed_out::{Scope, TimedOut};
use crate::{testing, with};

/// It lives as long as the call, beside every attempt and delay: every byte of it is one of the caller's future.
pub struct Progress<'a> {
    config: &'a RetryConfig,
    /// The first `Pending` or the first failure: a call that succeeds at once reads no clock.
    started: Option<Instant>,
    /// The delay before the attempt that runs, in nanoseconds.
    delay: u64,
    /// Attempts begun, the one that runs included.
    attempts: u32,
    armed: Armed,
    /// The configuration is that of the `with` around the call.
    overridden: bool,
    /// Somebody is told how long the call took.
    timed: bool,
}

/// What the timer beside the attempt stands for.
#[derive(Clone, Copy, PartialEq)]
enum Armed {
    /// The attempt has not been pending yet.
    NotYet,
    /// The attempt is pending and nothing limits it.
    Never,
    For(Scope),
}

/// The delay before the next attempt, in nanoseconds.
#[derive(Clone, Copy)]
pub struct Wait(pub(crate) u64);

/// Why there is no further attempt.
#[derive(Clone, Copy)]
pub enum End {
    /// The result is what the caller gets, or a limit has cut the call.
    Final,
    /// That was the last one.
    Exhausted,
    /// The budget has no retry left.
    Refused,
    /// The wait would be longer than `max_delay`.
    TooLong,
    /// The wait would pass the deadline.
    TooLate,
}

/// Whether the time of a body that is pending is over; the timer may have been armed in an earlier poll.
pub(crate) fn poll_timer(mut timer: Pin<&mut Sleep>, armed_before: bool, cx: &mut Context<'_>) -> Poll<()> {
    if timer.as_mut().poll(cx).is_pending() {
        // A body that uses up its task's cooperative budget on every poll leaves none for the timer.
        let starved = armed_before && Instant::now() >= timer.deadline();
        if !starved {
            return Poll::Pending;
        }
    }
    Poll::Ready(())
}

impl<'a> Progress<'a> {
    #[inline]
    pub(crate) fn new(config: &'a RetryConfig, overridden: bool, timed: bool) -> Self {
        Self {
            config,
            started: None,
            delay: 0,
            attempts: 1,
            armed: Armed::NotYet,
            overridden,
            timed,
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
        value(self.in_force(&mut None))
    }

    /// The attempts that the switches of `testing` leave of `max`.
    pub(crate) fn max(&self) -> u32 {
        testing::current().max(self.configured(|config| config.max))
    }

    /// The one that runs has ended, and another follows.
    pub(crate) fn next_attempt(&mut self) {
        // `max` is a `u32`, so that this cannot overflow before the attempts run out.
        self.attempts += 1;
        self.armed = Armed::NotYet;
    }

    /// When the limit on the call ends it, with the start noted that it counts from.
    pub(crate) fn deadline(&mut self) -> Option<Instant> {
        let limit = self.configured(|config| config.timeout)?;
        self.started.get_or_insert_with(Instant::now).checked_add(limit)
    }

    /// The start of a call whose attempts nothing limits: for whom is told how long it took, and for the limit that a
    /// `with` may have brought.
    #[inline]
    pub(crate) fn note_start(&mut self) {
        if self.timed || self.overridden {
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
        let (Armed::For(scope), Some(timer)) = (self.armed, timer.as_pin_mut()) else {
            return Poll::Pending;
        };
        poll_timer(timer, armed_before, cx).map(|()| scope)
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

    /// The configuration that holds for this call; `slot` is where it is put if it comes from a `with`.
    #[inline]
    fn in_force<'c>(&self, slot: &'c mut Option<RetryConfig>) -> &'c RetryConfig
    where
        'a: 'c,
    {
        if self.overridden {
            *slot = with::current();
        }
        slot.as_ref().unwrap_or(self.config)
    }

    /// How long to wait, by `delay` but at least `least`; or why there is no further attempt.
    #[cold]
    pub(crate) fn retry(
        &mut self,
        least: u64,
        budget: Option<&RetryBudget>,
        delay: impl FnOnce(&RetryConfig, u32, u64) -> Option<u64>,
    ) -> Result<Wait, End> {
        let switch = testing::current();
        let mut slot = None;
        let config = self.in_force(&mut slot);
        self.remains(least, config, switch)?;
        let delay = delay(config, self.attempts, self.delay).ok_or(End::Exhausted)?;
        self.wait(delay.max(least), config, switch, budget)
    }

    /// Whether `max` allows another attempt, and `max_delay` a wait of `least` before it.
    #[inline]
    fn remains(&self, least: u64, config: &RetryConfig, switch: Switch) -> Result<(), End> {
        if self.attempts >= switch.max(config.max) {
            Err(End::Exhausted)
        // What saturates is longer than any `max_delay`, also than one that saturates.
        } else if least != 0 && least > nanos(config.max_delay).min(LONGEST - 1) {
            Err(End::TooLong)
        } else {
            Ok(())
        }
    }

    /// `delay`, unless it would pass the deadline, or the budget refuses the retry.
    #[inline]
    fn wait(
        &mut self,
        delay: u64,
        config: &RetryConfig,
        switch: Switch,
        budget: Option<&RetryBudget>,
    ) -> Result<Wait, End> {
        let delay = switch.delay(delay);
        self.delay = delay;
        if config.timeout.is_some() || self.timed {
            let now = Instant::now();
            let started = *self.started.get_or_insert(now);
            // A time beyond the clock's range is no limit, and past every other one.
            if let Some(deadline) = config.timeout.and_then(|limit| started.checked_add(limit)) {
                let end = now.checked_add(Duration::from_nanos(delay));
                if end.is_none_or(|end| end >= deadline) {
                    return Err(End::TooLate);
                }
            }
        }
        if budget.is_some_and(|budget| !budget.take()) {
            return Err(End::Refused);
        }
        Ok(Wait(delay))
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
            End::Final | End::Exhausted | End::Refused => None,
        };
        limit.map(|limit| TimedOut {
            limit,
            scope: Scope::Operation,
            attempts: self.attempts,
        })
    }
}
