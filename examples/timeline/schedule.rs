//! When the attempts of a call may start, if each of them fails.

use std::time::Duration;

use retry_runtime::{Jitter, RetryConfig, testing};

use super::time::{range, time};

/// More attempts than this are not looked through.
const LOOKED_AT: u32 = 10_000;
/// More rows than this are not drawn.
const ROWS: usize = 12;

/// From the least to the most.
pub(crate) type Range = (Duration, Duration);

/// An attempt.
pub(crate) struct Row {
    pub(crate) number: u32,
    /// The delay before it; none before the first.
    pub(crate) delay: Option<Range>,
    /// Its start, counted from the first failure. An attempt takes no time at the least, and at the most what its limit
    /// allows.
    pub(crate) start: Range,
    /// Its start in one call whose attempts fail immediately, if the deadline has not ended that call before.
    pub(crate) drawn: Option<Duration>,
}

pub(crate) struct Schedule {
    pub(crate) policy: RetryConfig,
    pub(crate) rows: Vec<Row>,
    /// Attempts that may start in all: more than there are rows, where those would be too many.
    pub(crate) attempts: Attempts,
    /// When a call ends whose attempts all fail: without a most if nothing ends it.
    pub(crate) end: (Duration, Option<Duration>),
}

pub(crate) enum Attempts {
    All(u32),
    /// The deadline comes before the others of `max`.
    Before(u32),
    /// As many as were looked at, and more.
    More,
}

impl Schedule {
    pub(crate) fn new(policy: RetryConfig) -> Self {
        let limit = policy.get_timeout();
        let in_time = |start| limit.is_none_or(|limit| start < limit);
        let longest = policy.get_attempt_timeout().unwrap_or_default();
        let mut rows = Vec::new();
        let mut drawn = drawn(&policy, limit);
        let (mut number, mut start) = (1, (Duration::ZERO, Duration::ZERO));
        let mut earliest_end = None;
        let mut delays = ranges(&policy);
        let mut delay = None;
        let attempts = loop {
            if rows.len() < ROWS {
                let drawn = drawn.next();
                rows.push(Row {
                    number,
                    delay,
                    start,
                    drawn,
                });
            }
            let Some(next) = delays.next() else {
                break Attempts::All(number);
            };
            if number == LOOKED_AT {
                break Attempts::More;
            }
            // A delay that would end at or past the deadline is not begun.
            if !in_time(start.0.saturating_add(next.1)) {
                earliest_end.get_or_insert(start.0);
            }
            delay = Some(next);
            let earliest = start.0.saturating_add(next.0);
            if !in_time(earliest) {
                break Attempts::Before(number);
            }
            start = (earliest, start.1.saturating_add(longest).saturating_add(next.1));
            number += 1;
        };
        let latest = start.1.saturating_add(longest);
        let end = match (&attempts, limit) {
            (Attempts::More, limit) => limit,
            (_, limit) => Some(limit.map_or(latest, |limit| limit.min(latest))),
        };
        Self {
            policy,
            rows,
            attempts,
            end: (earliest_end.unwrap_or(start.0), end),
        }
    }

    /// What lies at the right edge of a picture, in seconds.
    pub(crate) fn edge(&self) -> f64 {
        let latest = self.rows.last().map_or(0.0, |row| row.start.1.as_secs_f64());
        let edge = match self.policy.get_timeout() {
            // With some room, for what the deadline cuts off.
            Some(limit) if latest >= limit.as_secs_f64() * 0.5 => limit.as_secs_f64() * 1.15,
            _ => latest * 1.05,
        };
        if edge > 0.0 { edge } else { 1.0 }
    }

    /// The deadline, in seconds, if it lies in the picture.
    pub(crate) fn deadline(&self) -> Option<f64> {
        let deadline = self.policy.get_timeout()?.as_secs_f64();
        (deadline <= self.edge()).then_some(deadline)
    }

    /// What the picture does not say, or not in numbers.
    pub(crate) fn summary(&self) -> Vec<String> {
        let mut summary = vec![match self.policy.get_attempt_timeout() {
            None => "● marks one call. Attempts are drawn as if each failed immediately.".to_owned(),
            Some(limit) => format!(
                "● marks one call whose attempts fail immediately; in the ranges each may take its {}.",
                time(limit)
            ),
        }];
        let rows = self.rows.len();
        if !matches!(self.attempts, Attempts::All(n) | Attempts::Before(n) if n as usize == rows) {
            summary.push(format!("Only the first {rows} attempts are drawn."));
        }
        if let Some(limit) = self.policy.get_timeout() {
            let others = match self.attempts {
                Attempts::Before(last) => format!(": no attempt comes after number {last}"),
                _ => String::new(),
            };
            summary.push(format!("The deadline is at {}{others}.", time(limit)));
        }
        summary.push(self.total());
        summary
    }

    fn total(&self) -> String {
        match (self.end, &self.attempts) {
            ((least, Some(most)), Attempts::All(n) | Attempts::Before(n)) => {
                let ending = if *n == 1 { "" } else { "s" };
                format!(
                    "A call that keeps failing ends after {}, and at most {n} attempt{ending}.",
                    range((least, most))
                )
            }
            ((least, Some(most)), Attempts::More) => {
                format!("A call that keeps failing ends after {}.", range((least, most)))
            }
            _ if self.policy.get_max() == RetryConfig::UNLIMITED => {
                "A call that keeps failing does not end.".to_owned()
            }
            ((least, None), _) => format!("A call that keeps failing takes more than {}.", time(least)),
        }
    }
}

/// The starts of one call whose attempts fail immediately: its delays are the runtime's own, the same in every run.
fn drawn(policy: &RetryConfig, limit: Option<Duration>) -> impl Iterator<Item = Duration> {
    let _seeded = testing::seed(5);
    let delays: Vec<_> = policy.jittered_delays().take(ROWS).collect();
    let starts = delays.into_iter().scan(Duration::ZERO, |start, delay| {
        *start = start.saturating_add(delay);
        Some(*start)
    });
    std::iter::once(Duration::ZERO)
        .chain(starts)
        .take_while(move |start| limit.is_none_or(|limit| *start < limit))
}

/// The range that each delay is drawn from, as the page of [`Jitter`] says it.
pub(crate) fn ranges(policy: &RetryConfig) -> impl Iterator<Item = Range> + use<> {
    let (jitter, cap) = (policy.get_jitter(), policy.get_max_delay());
    let base = policy.get_delay();
    let mut previous = base;
    policy.delays().map(move |delay| {
        let (least, most) = match jitter {
            Jitter::Full => (Duration::ZERO, delay),
            Jitter::Equal => (delay / 2, delay),
            Jitter::Decorrelated => {
                previous = previous.max(base).saturating_mul(3).min(cap);
                (base, previous)
            }
            Jitter::Factor(factor) => (scaled(delay, 1.0 - factor), scaled(delay, 1.0 + factor)),
            // Without jitter, and what a later version may know.
            _ => (delay, delay),
        };
        (least.min(cap), most.min(cap))
    })
}

fn scaled(delay: Duration, factor: f64) -> Duration {
    Duration::try_from_secs_f64(delay.as_secs_f64() * factor).unwrap_or(Duration::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    /// Five attempts, 100 ms apart at first, and no delay longer than 500 ms.
    const POLICY: RetryConfig = RetryConfig::new()
        .max(5)
        .delay(Duration::from_millis(100))
        .max_delay(Duration::from_millis(500));

    #[test]
    fn the_ranges_are_those_that_the_runtime_draws_from() {
        let _seeded = testing::seed(1);
        for jitter in [
            Jitter::None,
            Jitter::Full,
            Jitter::Equal,
            Jitter::Decorrelated,
            Jitter::Factor(0.3),
        ] {
            let policy = POLICY.jitter(jitter);
            let calls: Vec<Vec<_>> = (0..4_000).map(|_| policy.jittered_delays().collect()).collect();
            for (n, (least, most)) in ranges(&policy).enumerate() {
                let drawn = || calls.iter().map(|delays| delays[n]);
                let (low, high) = (drawn().min().unwrap(), drawn().max().unwrap());
                assert!(least <= low && high <= most, "{jitter}: {low:?}..{high:?}");
                // To within a twentieth of the range the draws fill it.
                let near = most.saturating_sub(least) / 20;
                assert!(
                    low <= least + near && most <= high + near,
                    "{jitter}: {low:?}..{high:?}"
                );
            }
            assert_eq!(ranges(&policy).count(), 4);
        }
    }

    #[test]
    fn starts_add_up_and_the_cap_holds() {
        let schedule = Schedule::new(POLICY.jitter(Jitter::Equal));
        let starts: Vec<_> = schedule.rows.iter().map(|row| row.start).collect();
        assert_eq!(
            starts,
            [(0, 0), (50, 100), (150, 300), (350, 700), (600, 1_200)].map(|(least, most)| (ms(least), ms(most)))
        );
        assert_eq!(schedule.end, (ms(600), Some(ms(1_200))));
        assert!(matches!(schedule.attempts, Attempts::All(5)));
        for row in &schedule.rows {
            let drawn = row.drawn.unwrap();
            assert!(row.start.0 <= drawn && drawn <= row.start.1, "{}", row.number);
        }
    }

    #[test]
    fn the_deadline_ends_the_call() {
        let schedule = Schedule::new(POLICY.jitter(Jitter::None).timeout(ms(700)));
        // The delay before the fourth attempt would end at the deadline.
        assert!(matches!(schedule.attempts, Attempts::Before(3)));
        assert_eq!(schedule.rows.len(), 3);
        assert_eq!(schedule.end, (ms(300), Some(ms(300))));

        let schedule = Schedule::new(POLICY.jitter(Jitter::Full).timeout(ms(250)));
        assert!(matches!(schedule.attempts, Attempts::All(5)));
        // At the earliest the second delay is too long: the third attempt may have to be left out at once.
        assert_eq!(schedule.end, (ms(0), Some(ms(250))));
    }

    #[test]
    fn an_attempt_takes_at_most_what_its_limit_allows() {
        let schedule = Schedule::new(POLICY.max(3).jitter(Jitter::None).attempt_timeout(ms(1_000)));
        let starts: Vec<_> = schedule.rows.iter().map(|row| row.start).collect();
        assert_eq!(starts, [(ms(0), ms(0)), (ms(100), ms(1_100)), (ms(300), ms(2_300))]);
        assert_eq!(schedule.end, (ms(300), Some(ms(3_300))));
    }

    #[test]
    fn policies_without_an_end_or_without_delays_are_drawn_too() {
        let unlimited = RetryConfig::new().max(RetryConfig::UNLIMITED);
        let schedule = Schedule::new(unlimited);
        assert!(matches!(schedule.attempts, Attempts::More));
        assert_eq!((schedule.rows.len(), schedule.end.1), (ROWS, None));
        // The first delay is too long already.
        assert_eq!(Schedule::new(unlimited.timeout(ms(9))).end, (ms(0), Some(ms(0))));
        let many = Schedule::new(unlimited.delay(ms(0)).timeout(ms(9)));
        assert_eq!(many.end, (ms(0), Some(ms(9))));

        let restless = Schedule::new(unlimited.delay(Duration::ZERO));
        assert!(restless.edge() > 0.0);
        let longest = RetryConfig::new()
            .delay(Duration::MAX)
            .max_delay(Duration::MAX)
            .timeout(Duration::MAX);
        assert!(Schedule::new(longest).edge().is_finite());
        assert_eq!(Schedule::new(RetryConfig::new().max(1)).rows.len(), 1);
    }
}
