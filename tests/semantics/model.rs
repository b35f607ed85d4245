//! Whole calls, under policies and with attempts drawn at random, beside a model of what the documentation says.

use std::time::Duration;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use retry_runtime::{
    Jitter, RetryConfig, RetryError, RetryOverrides, Scope, Transient, retry, retry_with_backoff, with,
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

fn model(policy: &RetryConfig, attempts: &[Attempt]) -> Course {
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
        let cut = nearest.filter(|(end, ..)| pending > 0 && now > *end);
        let course = |elapsed, end, why| Course {
            elapsed,
            attempts: begun,
            end,
            why,
        };
        let (end, asked) = match (cut, result) {
            (Some((end, limit, Scope::Operation)), _) => {
                let why = Why::Cancelled(limit, Scope::Operation, last);
                return course(end, End::Cut(limit, Scope::Operation), why);
            }
            (Some((end, limit, _)), _) => {
                now = end;
                (End::Cut(limit, Scope::Attempt), None)
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
        let next = now + delay.max(asked.unwrap_or_default());
        if let Some(limit) = policy.get_timeout().filter(|limit| next >= *limit) {
            return course(now, end, Why::Cancelled(limit, Scope::Operation, last));
        }
        now = next;
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

fn policy() -> impl Strategy<Value = RetryConfig> {
    let limit = || option::of(1u64..300);
    (1u32..6, 0u64..60, 1u8..4, 0u64..150, limit(), limit()).prop_map(
        |(max, delay, multiplier, cap, timeout, attempt_timeout)| {
            let mut policy = RetryConfig::new()
                .max(max)
                .delay(ms(delay))
                .multiplier(multiplier.into())
                .max_delay(ms(cap))
                .jitter(Jitter::None);
            if let Some(limit) = timeout {
                policy = policy.timeout(ms(limit));
            }
            if let Some(limit) = attempt_timeout {
                policy = policy.attempt_timeout(ms(limit));
            }
            policy
        },
    )
}

fn attempt() -> impl Strategy<Value = Attempt> {
    let pending = prop_oneof![2 => Just(0), 3 => 1u64..120];
    let result = prop_oneof![
        6 => any::<u32>().prop_map(|n| Err(Error::Transient(n))),
        2 => (0u64..200).prop_map(|wait| Err(Error::Busy(ms(wait)))),
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
        let expected = model(&policy, &attempts);
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
}
