//! How far a call has come: its attempts, its last delay, its clock.

use core::time::Duration;

use crate::call::clock::{self, Instant};
use crate::policy::config::RetryConfig;
use crate::policy::draw::nanos;
use crate::report::timed_out::{Scope, TimedOut};
use crate::scope::{testing, with};

/// It lives as long as the call, beside every attempt and delay: every byte of it is one of the caller's future.
pub struct State<'a> {
    policy: &'a RetryConfig,
    /// Set at the first `Pending` or the first failure: a call that succeeds on its first poll reads no clock. With a
    /// limit on the call it is the deadline, which is what is compared; without one the start. Where the policy is that
    /// of a `with` it is the start too: a call that is moved out of it has another limit.
    clock: Option<Instant>,
    /// The delay that was drawn last, in nanoseconds; what a server or `classify` has asked for is not drawn.
    pub(super) drawn: u64,
    /// Attempts begun, the one that runs included.
    attempts: u32,
    pub(super) armed: Armed,
    /// The `with` around the call has other values for its policy.
    overridden: bool,
    reads: Reads,
}

/// Which clock a call reads, and who wants it to. One byte, as a call begins with one store for it.
#[derive(Clone, Copy, PartialEq)]
enum Reads {
    /// That of its tasks, if its limits ask for it.
    IfLimited,
    /// The same, since somebody is told how long the call took.
    Always,
    /// That of threads: it blocks one.
    OfThreads,
}

/// What the timer beside an attempt stands for.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Armed {
    /// The attempt has not been pending yet.
    NotYet,
    /// The attempt is pending and nothing limits it.
    Never,
    For(Scope),
    /// The attempt has passed the limit on the call.
    PassedOperation,
    /// The attempt has passed its own limit.
    PassedAttempt,
    /// There is no further attempt, and observers have been told.
    #[cfg(feature = "observe")]
    GaveUp,
}

impl<'a> State<'a> {
    #[inline]
    pub(crate) fn new(policy: &'a RetryConfig, needs_clock: bool) -> Self {
        let overridden = with::claim();
        Self {
            policy,
            clock: None,
            drawn: 0,
            attempts: 1,
            armed: Armed::NotYet,
            overridden,
            reads: if needs_clock { Reads::Always } else { Reads::IfLimited },
        }
    }

    /// The call blocks its thread. Its limit, and what anybody is told of its time, count from here.
    #[inline]
    pub(super) fn block(&mut self) {
        self.reads = Reads::OfThreads;
        let limit = self.configured(|policy| policy.timeout);
        self.start_clock(clock::blocking::now(), limit);
    }

    #[inline]
    pub(super) fn is_blocking(&self) -> bool {
        self.reads == Reads::OfThreads
    }

    #[inline]
    pub(crate) fn now(&self) -> Instant {
        if self.is_blocking() {
            clock::blocking::now()
        } else {
            clock::now()
        }
    }

    /// By how many nanoseconds a delay may be longer than asked.
    #[inline]
    pub(super) fn rounding(&self) -> u64 {
        if self.is_blocking() { 0 } else { clock::ROUNDING }
    }

    #[inline]
    pub(crate) fn require_clock(&mut self) {
        if self.reads == Reads::IfLimited {
            self.reads = Reads::Always;
        }
    }

    #[inline]
    pub(crate) fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The one that runs has ended, and another follows.
    #[inline]
    pub(crate) fn next_attempt(&mut self) {
        self.attempts = self.attempts.saturating_add(1);
        self.armed = Armed::NotYet;
    }

    /// A limit has cut the attempt that runs.
    pub(crate) fn cut_by(&mut self, limit: Scope) {
        self.armed = match limit {
            Scope::Operation => Armed::PassedOperation,
            Scope::Attempt => Armed::PassedAttempt,
        };
    }

    /// The limit that has cut the attempt that runs.
    #[cfg(feature = "observe")]
    pub(crate) fn cut(&self) -> Option<Scope> {
        match self.armed {
            Armed::PassedOperation => Some(Scope::Operation),
            Armed::PassedAttempt => Some(Scope::Attempt),
            Armed::NotYet | Armed::Never | Armed::For(_) | Armed::GaveUp => None,
        }
    }

    /// Observers are told that there is no further attempt.
    #[cfg(feature = "observe")]
    pub(crate) fn give_up(&mut self) {
        self.armed = Armed::GaveUp;
    }

    #[cfg(feature = "observe")]
    pub(crate) fn gave_up(&self) -> bool {
        self.armed == Armed::GaveUp
    }

    /// As if so many attempts had begun.
    #[cfg(test)]
    pub(super) fn count_to(&mut self, attempts: u32) {
        self.attempts = attempts;
    }

    /// Calls `ask` with the policy that holds for this call.
    #[inline]
    pub(crate) fn with_policy<R>(&mut self, ask: impl FnOnce(&mut Self, &RetryConfig) -> R) -> R {
        let overriding;
        let policy = if self.overridden {
            overriding = self.overriding();
            &overriding
        } else {
            self.policy
        };
        ask(self, policy)
    }

    /// One value of the policy that holds for this call.
    #[inline]
    pub(crate) fn configured<R>(&self, value: impl FnOnce(&RetryConfig) -> R) -> R {
        let overriding;
        value(if self.overridden {
            overriding = self.overriding();
            &overriding
        } else {
            self.policy
        })
    }

    #[cold]
    #[inline(never)]
    fn overriding(&self) -> RetryConfig {
        with::current().over(*self.policy)
    }

    /// The attempts that the switches of `testing` leave of `max`.
    pub(crate) fn max(&self) -> u32 {
        testing::current().max(self.configured(|policy| policy.max))
    }

    /// Starts the clock, from which `limit` counts, which is that of this call; or gives what it was set to before.
    #[inline]
    pub(crate) fn start_clock(&mut self, now: Instant, limit: Option<Duration>) -> Option<Instant> {
        if self.clock.is_none() {
            self.clock = Some(match limit {
                Some(limit) if !self.overridden => clock::deadline(now, limit),
                _ => now,
            });
            return None;
        }
        self.clock
    }

    /// When `limit` ends this call, by what its clock was set to.
    #[inline]
    fn end(&self, clock: Instant, limit: Duration) -> Instant {
        if self.overridden {
            clock::deadline(clock, limit)
        } else {
            clock
        }
    }

    /// When `limit`, which is that of this call, ends it; it counts from the first `now`.
    #[inline]
    pub(crate) fn deadline(&mut self, now: Instant, limit: Option<Duration>) -> Option<Instant> {
        self.start_clock(now, limit);
        limit.zip(self.clock).map(|(limit, clock)| self.end(clock, limit))
    }

    #[inline]
    pub(crate) fn wants_clock(&self) -> bool {
        (self.reads != Reads::IfLimited) | self.overridden
    }

    /// Starts the clock of a call whose attempts nothing limits, if anybody reads it: a limit that a `with` has brought
    /// counts from here too.
    #[inline]
    pub(crate) fn note_start(&mut self) {
        if self.wants_clock() && self.clock.is_none() {
            self.start();
        }
    }

    #[cold]
    #[inline(never)]
    fn start(&mut self) {
        let limit = self.configured(|policy| policy.timeout);
        self.deadline(self.now(), limit);
    }

    /// What is left of `limit`, which is that of this call, in nanoseconds; `None` without a limit. It counts from the
    /// first time that this is asked.
    #[inline(never)]
    pub(crate) fn left(&mut self, limit: Option<Duration>) -> Option<u64> {
        let now = self.now();
        let started = self.start_clock(now, limit);
        limit.map(|limit| match started {
            None => nanos(limit),
            Some(clock) => nanos(self.end(clock, limit).saturating_duration_since(now)),
        })
    }

    /// Whether there is a limit on the call.
    pub(super) fn is_limited(&self) -> bool {
        self.configured(|policy| policy.timeout.is_some())
    }

    /// Whether the limit on the call has passed.
    pub(crate) fn is_over(&mut self) -> bool {
        let limit = self.configured(|policy| policy.timeout);
        limit.is_some() && self.left(limit) == Some(0)
    }

    /// The time from the moment the call first has to wait or first fails.
    pub(crate) fn elapsed(&self) -> Duration {
        let (Some(clock), now) = (self.clock, self.now()) else {
            return Duration::ZERO;
        };
        match self.configured(|policy| policy.timeout).filter(|_| !self.overridden) {
            None => now.saturating_duration_since(clock),
            Some(limit) => {
                let limit = clock::within_reach(limit);
                let left = clock.saturating_duration_since(now);
                limit.saturating_sub(left) + now.saturating_duration_since(clock)
            }
        }
    }

    /// The limit that has cut the attempt.
    pub(crate) fn timed_out(&self, scope: Scope) -> TimedOut {
        let limit = self.configured(|policy| match scope {
            Scope::Operation => policy.timeout,
            Scope::Attempt => policy.attempt_timeout,
        });
        TimedOut {
            limit: limit.unwrap_or_default(),
            scope,
            attempts: self.attempts,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::State;
    use crate::policy::config::RetryConfig;

    #[test]
    fn the_counter_of_attempts_saturates() {
        let policy = RetryConfig::new().max(RetryConfig::UNLIMITED);
        let mut state = State::new(&policy, false);
        state.count_to(u32::MAX - 1);
        for _ in 0..3 {
            state.next_attempt();
            assert_eq!(state.attempts(), u32::MAX);
        }
    }
}
