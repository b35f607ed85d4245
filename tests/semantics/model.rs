//! Whole calls, under policies and with attempts drawn at random, beside a model of what the documentation says.

use std::time::Duration;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use retry_runtime::{
    Decision, Jitter, RetryConfig, RetryError, RetryOverrides, Scope, TimedOut, Transient, retry, retry_with_backoff,
    with,
};
use tokio::sync::Mutex;
use tokio::time::sleep;

use crate::support::{Error, ms, timed};

/// How long an attempt is pending, in milliseconds, and what it gives.
type Attempt = (u64, Result<(), Error>);

/// The attempts of a call, one after the other, and then successes.
struct Script<'a> {
    attempts: &'a [Attempt],
    begun: usize,
}

impl Script<'_> {
    async fn next(&mut self) -> Result<(), Error> {
        let (pending, result) = *self.attempts.get(self.begun).unwrap_or(&(0, Ok(())));
        self.begun += 1;
        if pending > 0 {
            sleep(ms(pending)).await;
        }
        result
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    Success,
    Failed(Error),
    /// By a limit.
    Cut(Duration, Scope),
}

/// How a call goes.
#[derive(Debug)]
struct Course {
    elapsed: Duration,
    attempts: usize,
    /// For a function that returns its own error.
    end: End,
    /// What `RetryError` says beside it: the variant, the limit and the last error.
    why: Why,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Why {
    Success,
    Permanent(Error),
    Exhausted(Error),
    Cancelled(Duration, Scope, Option<Error>),
    TooLong(Error),
}

/// What a function makes of a failure.
#[derive(Clone, Copy, Default)]
struct Rules {
    /// The error of a cut attempt is permanent.
    cuts_are_permanent: bool,
    /// What an error asks for is the exact delay, not the least.
    asks_exactly: bool,
}

/// The timer counts whole milliseconds, and rounds up.
fn rounded(time: Duration) -> Duration {
    ms(u64::try_from(time.as_nanos().div_ceil(1_000_000)).unwrap())
}

/// How late the timer may be, at most.
const ROUNDING: Duration = Duration::from_nanos(999_999);

fn model(policy: &RetryConfig, rules: Rules, attempts: &[Attempt]) -> Course {
    let mut delays = policy.delays();
    let mut now = Duration::ZERO;
    let mut last = None;
    let (mut begun, mut script) = (0, attempts.iter());
    loop {
        begun += 1;
        let (pending, result) = *script.next().unwrap_or(&(0, Ok(())));
        let of_call = policy.get_timeout().map(|limit| (limit, limit, Scope::Operation));
        let of_attempt = policy
            .get_attempt_timeout()
            .map(|limit| (now + limit, limit, Scope::Attempt));
        // Of two limits that end at once, it is that of the call.
        let nearest = of_call.into_iter().chain(of_attempt).min_by_key(|(end, ..)| *end);
        now += ms(pending);
        // What is ready at the deadline wins.
        let cut = nearest.filter(|(end, ..)| pending > 0 && now > rounded(*end));
        let course = |elapsed, end, why| Course {
            elapsed,
            attempts: begun,
            end,
            why,
        };
        let (end, asked) = match (cut, result) {
            (Some((end, limit, Scope::Operation)), _) => {
                let why = Why::Cancelled(limit, Scope::Operation, last);
                return course(rounded(end), End::Cut(limit, Scope::Operation), why);
            }
            (Some((end, limit, _)), _) => {
                now = rounded(end);
                let end = End::Cut(limit, Scope::Attempt);
                if rules.cuts_are_permanent {
                    return course(now, end, Why::Cancelled(limit, Scope::Attempt, last));
                }
                (end, None)
            }
            (None, Ok(())) => return course(now, End::Success, Why::Success),
            (None, Err(error)) if !error.is_transient() => {
                return course(now, End::Failed(error), Why::Permanent(error));
            }
            (None, Err(error)) => {
                last = Some(error);
                (End::Failed(error), error.retry_after())
            }
        };
        let Some(delay) = delays.next() else {
            let why = match end {
                End::Cut(limit, scope) => Why::Cancelled(limit, scope, last),
                End::Failed(error) => Why::Exhausted(error),
                End::Success => unreachable!(),
            };
            return course(now, end, why);
        };
        if asked.is_some_and(|asked| asked > policy.get_max_delay()) {
            let End::Failed(error) = end else { unreachable!() };
            return course(now, end, Why::TooLong(error));
        }
        let delay = match asked {
            Some(asked) if rules.asks_exactly => asked,
            Some(asked) => delay.max(asked),
            None => delay,
        };
        let latest = if delay.is_zero() { now } else { now + delay + ROUNDING };
        if let Some(limit) = policy.get_timeout().filter(|limit| latest >= *limit) {
            return course(now, end, Why::Cancelled(limit, Scope::Operation, last));
        }
        now = rounded(now + delay);
    }
}

#[retry(config = policy)]
async fn own_error(policy: RetryConfig, script: &mut Script<'_>) -> Result<(), Error> {
    script.next().await
}

#[retry(config = policy, on_retry = |event| retried.push(event.attempt))]
async fn with_hook(policy: RetryConfig, script: &mut Script<'_>, retried: &mut Vec<u32>) -> Result<(), Error> {
    script.next().await
}

#[retry]
async fn without_limits(script: &mut Script<'_>) -> Result<(), Error> {
    script.next().await
}

#[retry(config = policy)]
async fn retry_error(policy: RetryConfig, script: &mut Script<'_>) -> Result<(), RetryError<Error>> {
    script.next().await
}

/// An error that is not retried where its attempt was cut.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Strict(Error);

impl Transient for Strict {
    fn is_transient(&self) -> bool {
        !matches!(self.0, Error::TimedOut(_)) && self.0.is_transient()
    }

    fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after()
    }
}

impl From<TimedOut> for Strict {
    fn from(timed_out: TimedOut) -> Self {
        Self(timed_out.into())
    }
}

#[retry(config = policy)]
async fn strict(policy: RetryConfig, script: &mut Script<'_>) -> Result<(), Strict> {
    script.next().await.map_err(Strict)
}

#[retry(config = policy, when = Transient::is_transient, on_retry = |_| ())]
async fn strict_by_when(policy: RetryConfig, script: &mut Script<'_>) -> Result<(), Strict> {
    // Without what it asks for, which `when` does not know of.
    script.next().await.map_err(|error| match error {
        Error::Busy(_) => Strict(Error::Permanent),
        error => Strict(error),
    })
}

fn exactly(result: &Result<(), Error>) -> Decision {
    match result {
        Err(Error::Busy(wait)) => Decision::RetryIn(*wait),
        Err(error) if error.is_transient() => Decision::Retry,
        _ => Decision::Return,
    }
}

#[retry(config = policy, classify = exactly)]
async fn exact(policy: RetryConfig, script: &mut Script<'_>) -> Result<(), Error> {
    script.next().await
}

#[retry(config = policy, classify = exactly)]
async fn exact_retry_error(policy: RetryConfig, script: &mut Script<'_>) -> Result<(), RetryError<Error>> {
    script.next().await
}

async fn by_hand(policy: RetryConfig, script: &mut Script<'_>) -> Result<(), RetryError<Error>> {
    let script = Mutex::new(script);
    retry_with_backoff(&policy, || async { script.lock().await.next().await }).await
}

fn overrides(policy: RetryConfig) -> RetryOverrides {
    RetryOverrides::new()
        .max(policy.get_max())
        .delay(policy.get_delay())
        .multiplier(policy.get_multiplier())
        .max_delay(policy.get_max_delay())
        .jitter(policy.get_jitter())
}

fn end(result: Result<(), Error>) -> End {
    match result {
        Ok(()) => End::Success,
        Err(Error::TimedOut(timed_out)) => End::Cut(timed_out.limit(), timed_out.scope()),
        Err(error) => End::Failed(error),
    }
}

fn why(result: Result<(), RetryError<Error>>) -> Why {
    match result {
        Ok(()) => Why::Success,
        Err(RetryError::Permanent { source, .. }) => Why::Permanent(source),
        Err(RetryError::MaxRetriesExceeded { source, .. }) => Why::Exhausted(source),
        Err(RetryError::OperationCancelled { timed_out, last, .. }) => {
            Why::Cancelled(timed_out.limit(), timed_out.scope(), last)
        }
        Err(RetryError::RetryAfterTooLong { source, .. }) => Why::TooLong(source),
        Err(other) => panic!("{other}"),
    }
}

/// In milliseconds; one in three lies between two of them, which the timer does not count.
fn time(millis: std::ops::Range<u64>) -> impl Strategy<Value = Duration> {
    (millis, prop_oneof![2 => Just(0), 1 => 1u64..1_000_000])
        .prop_map(|(millis, nanos)| ms(millis) + Duration::from_nanos(nanos))
}

fn policy() -> impl Strategy<Value = RetryConfig> {
    let limit = || option::of(time(1..300));
    (1u32..6, time(0..60), 1u8..4, time(0..150), limit(), limit()).prop_map(
        |(max, delay, multiplier, cap, timeout, attempt_timeout)| {
            let mut policy = RetryConfig::new()
                .max(max)
                .delay(delay)
                .multiplier(multiplier.into())
                .max_delay(cap)
                .jitter(Jitter::None);
            if let Some(limit) = timeout {
                policy = policy.timeout(limit);
            }
            if let Some(limit) = attempt_timeout {
                policy = policy.attempt_timeout(limit);
            }
            policy
        },
    )
}

fn attempt() -> impl Strategy<Value = Attempt> {
    let pending = prop_oneof![2 => Just(0), 3 => 1u64..120];
    let result = prop_oneof![
        6 => any::<u32>().prop_map(|n| Err(Error::Transient(n))),
        2 => time(0..200).prop_map(|wait| Err(Error::Busy(wait))),
        1 => Just(Err(Error::Permanent)),
        1 => Just(Ok(())),
    ];
    (pending, result)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_call_goes_as_the_documentation_says(policy in policy(), attempts in vec(attempt(), 0..6)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let expected = model(&policy, Rules::default(), &attempts);
        let script = || Script { attempts: &attempts, begun: 0 };
        runtime.block_on(async {
            let mut calls = script();
            let (elapsed, result) = timed(own_error(policy, &mut calls)).await;
            prop_assert_eq!((elapsed, calls.begun, end(result)), (expected.elapsed, expected.attempts, expected.end));

            let (mut calls, mut retried) = (script(), Vec::new());
            let (elapsed, result) = timed(with_hook(policy, &mut calls, &mut retried)).await;
            prop_assert_eq!((elapsed, calls.begun, end(result)), (expected.elapsed, expected.attempts, expected.end));
            prop_assert_eq!(retried, (1..calls.begun).map(|n| u32::try_from(n).unwrap()).collect::<Vec<_>>());

            if (policy.get_timeout(), policy.get_attempt_timeout()) == (None, None) {
                let mut calls = script();
                let (elapsed, result) = timed(with(overrides(policy), without_limits(&mut calls))).await;
                prop_assert_eq!((elapsed, calls.begun, end(result)), (expected.elapsed, expected.attempts, expected.end));
            }

            let mut calls = script();
            let (elapsed, result) = timed(retry_error(policy, &mut calls)).await;
            prop_assert_eq!((elapsed, calls.begun, why(result)), (expected.elapsed, expected.attempts, expected.why));

            let mut calls = script();
            let (elapsed, result) = timed(by_hand(policy, &mut calls)).await;
            prop_assert_eq!((elapsed, calls.begun, why(result)), (expected.elapsed, expected.attempts, expected.why));
            Ok(())
        })?;
    }

    #[test]
    fn every_call_decides_by_its_own_rules(policy in policy(), attempts in vec(attempt(), 0..6)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let script = || Script { attempts: &attempts, begun: 0 };
        runtime.block_on(async {
            let expected = model(&policy, Rules { cuts_are_permanent: true, ..Rules::default() }, &attempts);
            let mut calls = script();
            let (elapsed, result) = timed(strict(policy, &mut calls)).await;
            let result = result.map_err(|Strict(error)| error);
            prop_assert_eq!((elapsed, calls.begun, end(result)), (expected.elapsed, expected.attempts, expected.end));

            let mut without_hints = attempts.clone();
            for (_, result) in &mut without_hints {
                *result = result.map_err(|error| if let Error::Busy(_) = error { Error::Permanent } else { error });
            }
            let expected = model(&policy, Rules { cuts_are_permanent: true, ..Rules::default() }, &without_hints);
            let mut calls = script();
            let (elapsed, result) = timed(strict_by_when(policy, &mut calls)).await;
            let result = result.map_err(|Strict(error)| error);
            prop_assert_eq!((elapsed, calls.begun, end(result)), (expected.elapsed, expected.attempts, expected.end));

            let expected = model(&policy, Rules { asks_exactly: true, ..Rules::default() }, &attempts);
            let mut calls = script();
            let (elapsed, result) = timed(exact(policy, &mut calls)).await;
            prop_assert_eq!((elapsed, calls.begun, end(result)), (expected.elapsed, expected.attempts, expected.end));
            let mut calls = script();
            let (elapsed, result) = timed(exact_retry_error(policy, &mut calls)).await;
            prop_assert_eq!((elapsed, calls.begun, why(result)), (expected.elapsed, expected.attempts, expected.why));
            Ok(())
        })?;
    }
}
