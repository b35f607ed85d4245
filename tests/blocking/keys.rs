//! What each key does in a function that blocks.

use std::iter;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use retry_runtime::testing::VirtualTime;
use retry_runtime::{Decision, Failure, RetryBudget, RetryConfig, RetryError, RetryOverrides, retry};

use crate::support::{Error, fail, ms};
use crate::timed;

#[test]
fn when_decides() {
    #[retry(max = 5, delay_ms = 10, jitter = none, when = |code| *code == 503)]
    fn status(calls: &mut u32) -> Result<(), u16> {
        *calls += 1;
        Err(if *calls < 3 { 503 } else { 404 })
    }
    assert_eq!(timed(|_| status(&mut 0)), (ms(30), Err(404)));
}

#[test]
fn classify_decides_on_values_and_the_last_one_reaches_the_caller() {
    fn by_value(result: &Result<u32, Error>) -> Decision {
        match result {
            Ok(1) => Decision::Retry,
            Ok(2) => Decision::RetryIn(ms(70)),
            Ok(3) => Decision::RetryAfter(ms(900)),
            _ => Decision::Return,
        }
    }
    #[retry(max = 9, delay_ms = 10, jitter = none, classify = by_value)]
    fn count(calls: &mut u32) -> Result<u32, Error> {
        *calls += 1;
        Ok(*calls)
    }
    #[retry(max = 2, delay_ms = 10, classify = by_value)]
    fn rejected(calls: &mut u32) -> Result<u32, RetryError<Error>> {
        *calls += 1;
        Ok(*calls)
    }
    // The deadline passes in the delay after a value, by an attempt that takes its time.
    #[retry(delay_secs = 1, jitter = none, timeout_secs = 3, classify = |_| Decision::Retry)]
    fn never_good(time: &VirtualTime) -> Result<u32, Error> {
        time.advance(ms(1500));
        Ok(5)
    }
    assert_eq!(timed(|_| count(&mut 0)), (ms(10 + 70 + 900), Ok(4)));
    assert_eq!(timed(|_| rejected(&mut 0)).1.unwrap(), 2);
    assert_eq!(timed(never_good), (ms(4000), Ok(5)));
}

#[test]
fn backoff_config_and_overrides_give_the_delays() {
    #[retry(max = 9, backoff = iter::repeat_n(ms(40), 3))]
    fn scheduled(calls: &mut u32) -> Result<(), Error> {
        fail(calls)
    }
    #[retry(config = config, overrides = overrides, max = 4)]
    fn configured(config: RetryConfig, overrides: Option<RetryOverrides>, calls: &mut u32) -> Result<(), Error> {
        fail(calls)
    }
    assert_eq!(timed(|_| scheduled(&mut 0)), (ms(120), Err(Error::Transient(4))));
    let config = RetryConfig::new()
        .max(9)
        .delay(ms(10))
        .multiplier(1.0)
        .jitter(retry_runtime::Jitter::None)
        .timeout(Duration::from_secs(60));
    assert_eq!(timed(|_| configured(config, None, &mut 0)).0, ms(30));
    let overrides = RetryOverrides::new().max(2);
    assert_eq!(timed(|_| configured(config, Some(overrides), &mut 0)).0, ms(10));
}

struct Client {
    calls: u32,
    told: Vec<(String, u32, Duration, Duration)>,
    budget: RetryBudget,
}

impl Client {
    fn new() -> Self {
        Self {
            calls: 0,
            told: Vec::new(),
            budget: RetryBudget::new(1, 0.0),
        }
    }

    #[retry(max = 3, delay_ms = 10, jitter = none, on_retry = |event| {
        assert!(matches!(event.error, Failure::Error(Error::Transient(_))));
        self.told.push((event.name.to_owned(), event.attempt, event.delay, event.elapsed));
    })]
    fn hooked(&mut self, time: &VirtualTime) -> Result<(), Error> {
        time.advance(ms(5));
        fail(&mut self.calls)
    }

    #[retry(max = 9, delay_ms = 10, budget = &self.budget)]
    fn budgeted(&mut self) -> Result<(), RetryError<Error>> {
        fail(&mut self.calls)
    }

    #[retry(max = 3, delay_ms = 10, context = attempt, timeout_secs = 30)]
    fn with_context(&mut self, time: &VirtualTime) -> Result<(u32, bool, Option<Duration>), Error> {
        time.advance(ms(1000));
        if attempt.is_last() {
            return Ok((attempt.number(), attempt.is_first(), attempt.remaining()));
        }
        fail(&mut self.calls)
    }

    #[retry(max = 2, delay_ms = 10, fallback = |error| Ok(self.instead(&error)))]
    fn with_fallback(&mut self) -> Result<u32, Error> {
        fail(&mut self.calls)
    }

    fn instead(&mut self, error: &Error) -> u32 {
        assert_eq!(*error, Error::Transient(2));
        self.calls = 0;
        77
    }
}

#[test]
fn the_hook_is_told_of_each_delay_and_of_the_time_since_the_start() {
    let mut client = Client::new();
    timed(|time| client.hooked(time)).1.unwrap_err();
    let name = "blocking::keys::Client::hooked".to_owned();
    assert_eq!(
        client.told,
        [(name.clone(), 1, ms(10), ms(5)), (name, 2, ms(20), ms(20))]
    );
}

#[test]
fn an_empty_budget_ends_the_call() {
    let mut client = Client::new();
    let error = timed(|_| client.budgeted()).1.unwrap_err();
    assert!(
        matches!(error, RetryError::BudgetExhausted { attempts: 2, .. }),
        "{error:?}"
    );
}

#[test]
fn the_context_counts_from_the_start() {
    let mut client = Client::new();
    let (took, result) = timed(|time| client.with_context(time));
    assert!(took >= ms(3000));
    let (number, is_first, remaining) = result.unwrap();
    assert_eq!((number, is_first), (3, false));
    assert_eq!(remaining, ms(30_000).checked_sub(took));
}

#[test]
fn a_fallback_answers_at_once() {
    let mut client = Client::new();
    assert_eq!(timed(|_| client.with_fallback()).1, Ok(77));
    assert_eq!(client.calls, 0);
}

#[test]
fn clones_are_consumed_and_mut_arguments_start_afresh() {
    #[retry(max = 3, delay_ms = 1, clone(name))]
    fn send(name: String, mut tags: Vec<u32>, calls: &AtomicU32) -> Result<(String, usize), Error> {
        tags.push(1);
        let name = { name };
        if calls.fetch_add(1, Relaxed) < 2 {
            return Err(Error::Transient(0));
        }
        Ok((name, tags.len()))
    }
    let calls = AtomicU32::new(0);
    assert_eq!(
        timed(|_| send("abc".into(), vec![0], &calls)).1,
        Ok(("abc".to_owned(), 2))
    );
}

#[test]
fn stacked_attributes_nest() {
    #[retry(max = 3, delay_ms = 100, jitter = none)]
    #[retry(max = 2, delay_ms = 1, jitter = none)]
    fn nested(calls: &mut u32) -> Result<(), Error> {
        fail(calls)
    }
    let mut calls = 0;
    assert_eq!(timed(|_| nested(&mut calls)).0, ms(3 + 100 + 200));
    assert_eq!(calls, 6);
}

#[test]
fn every_end_has_its_variant() {
    #[retry(max = 2, delay_ms = 1)]
    fn ends(error: Error) -> Result<(), RetryError<Error>> {
        Err(error)
    }
    let permanent = timed(|_| ends(Error::Permanent)).1;
    assert!(matches!(
        permanent,
        Err(RetryError::Permanent {
            attempts: 1,
            source: Error::Permanent,
            ..
        })
    ));
    let exceeded = timed(|_| ends(Error::Transient(9))).1;
    assert!(matches!(
        exceeded,
        Err(RetryError::MaxRetriesExceeded {
            attempts: 2,
            source: Error::Transient(9),
            ..
        })
    ));
}
