//! `RetryError` in chains of errors: how the call ended and the last error, each once.

use std::error::Error as StdError;
use std::io;

use anyhow::Context as _;
use retry_runtime::{RetryError, Scope, TimedOut, retry, testing};

use crate::support::{Error, ms};

type BoxError = Box<dyn StdError + Send + Sync>;

/// What a reporter prints that goes down the chain.
fn chain(mut error: &dyn StdError) -> Vec<String> {
    let mut lines = vec![error.to_string()];
    while let Some(source) = error.source() {
        lines.push(source.to_string());
        error = source;
    }
    lines
}

/// Every way to end, with this error as the last one.
fn every_end<E>(error: impl Fn() -> E) -> Vec<RetryError<E>> {
    let limit = TimedOut::new(ms(5), Scope::Operation, 2);
    let cut = TimedOut::new(ms(5), Scope::Attempt, 2);
    vec![
        testing::permanent(2, error()),
        testing::max_retries_exceeded(2, ms(1), error()),
        testing::operation_cancelled(2, ms(1), limit, Some(error())),
        testing::operation_cancelled(2, ms(1), cut, Some(error())),
        testing::retry_after_too_long(2, ms(1), ms(9), ms(7), error()),
        testing::budget_exhausted(2, ms(1), error()),
    ]
}

fn times(text: &str, part: &str) -> usize {
    text.matches(part).count()
}

#[test]
fn no_chain_says_the_last_error_twice() {
    for error in every_end(|| io::Error::other("no such page")) {
        let lines = chain(&error);
        assert_eq!((lines.len(), lines[1].as_str()), (2, "no such page"), "{lines:?}");
        assert!(!lines[0].contains("no such page"), "{lines:?}");
        assert_eq!(times(&format!("{error:#}"), "no such page"), 1);
        // As a reporter prints it that knows `anyhow`.
        let shown = format!("{:#}", anyhow::Error::from(error));
        assert_eq!(times(&shown, "no such page"), 1, "{shown}");
    }
}

#[test]
fn without_a_last_error_the_limit_is_the_source() {
    let limit = TimedOut::new(ms(5), Scope::Operation, 2);
    let error = testing::operation_cancelled::<io::Error>(2, ms(6), limit, None);
    assert_eq!(chain(&error), [error.to_string(), limit.to_string()]);
    assert_eq!(format!("{error:#}"), error.to_string());
    let error = testing::operation_cancelled::<anyhow::Error>(2, ms(6), limit, None).into_error();
    assert!(error.source().is_some_and(<dyn StdError>::is::<TimedOut>));
}

#[test]
fn an_error_of_unknown_type_goes_on_in_a_chain_that_says_each_once() {
    let layered = || anyhow::anyhow!("no such page").context("while reading");
    for error in every_end(layered) {
        let head = error.to_string();
        let error = error.into_error();
        assert_eq!(chain(&error), [head.as_str(), "while reading", "no such page"]);
        assert_eq!(times(&format!("{error:#}"), "while reading"), 1);
        assert_eq!(times(&format!("{error:?}"), "while reading"), 1);
        let shown = format!("{:#}", anyhow::Error::from(error).context("at start"));
        assert_eq!(shown, format!("at start: {head}: while reading: no such page"));
    }
    for error in every_end(|| BoxError::from("no such page")) {
        let head = error.to_string();
        assert_eq!(chain(&error.into_error()), [head.as_str(), "no such page"]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_with_an_error_of_unknown_type_is_used_with_a_question_mark() {
    #[retry(max = 2, delay_ms = 10, jitter = none, when = |_| true)]
    async fn read() -> Result<u8, RetryError<anyhow::Error>> {
        Err(io::Error::other("no such page")).context("while reading")
    }
    #[retry(max = 2, delay_ms = 10, jitter = none, timeout_ms = 500, when = |_| true)]
    async fn boxed() -> Result<u8, RetryError<BoxError>> {
        std::future::pending().await
    }
    async fn into_anyhow() -> anyhow::Result<u8> {
        Ok(read().await.map_err(RetryError::into_error)?)
    }
    async fn into_box() -> Result<u8, BoxError> {
        Ok(read().await.map_err(RetryError::into_error)?)
    }
    async fn box_into_anyhow() -> anyhow::Result<u8> {
        Ok(boxed().await.map_err(RetryError::into_error)?)
    }
    let error = into_anyhow().await.unwrap_err();
    assert_eq!(
        format!("{error:#}"),
        "gave up after 2 attempts in 10ms: while reading: no such page"
    );
    assert!(error.chain().any(<dyn StdError>::is::<io::Error>));
    let error = into_box().await.unwrap_err();
    assert_eq!(
        chain(&*error),
        ["gave up after 2 attempts in 10ms", "while reading", "no such page"]
    );
    let error = box_into_anyhow().await.unwrap_err();
    assert!(error.chain().any(<dyn StdError>::is::<TimedOut>), "{error:?}");
    assert_eq!(times(&format!("{error:#}"), "cancelled"), 1);
}

#[test]
fn an_error_of_a_known_type_may_be_boxed_and_found_again() {
    fn sendable<T: Send + Sync + 'static>(_: &T) {}
    let error = testing::permanent(1, Error::Permanent).into_error();
    sendable(&error);
    let boxed = BoxError::from(error);
    assert_eq!(
        boxed.source().and_then(|source| source.downcast_ref()),
        Some(&Error::Permanent)
    );
}

#[test]
fn the_constructors_of_testing_make_what_calls_make() {
    let limit = TimedOut::new(ms(5), Scope::Operation, 2);
    assert!(matches!(
        testing::permanent(1, 'e'),
        RetryError::Permanent {
            attempts: 1,
            source: 'e',
            ..
        }
    ));
    let exceeded = testing::max_retries_exceeded(3, ms(7), 'e');
    assert_eq!(
        (exceeded.attempts(), exceeded.elapsed(), exceeded.into_last()),
        (3, Some(ms(7)), Some('e'))
    );
    let cancelled = testing::operation_cancelled(2, ms(6), limit, Some('e'));
    assert!(cancelled.is_timeout() && cancelled.last() == Some(&'e'));
    let too_long = testing::retry_after_too_long(1, ms(6), ms(9), ms(8), 'e');
    assert!(
        matches!(too_long, RetryError::RetryAfterTooLong { retry_after, max_delay, .. } if (retry_after, max_delay) == (ms(9), ms(8)))
    );
    assert!(!too_long.is_timeout());
    let budget = testing::budget_exhausted(2, ms(6), 'e');
    assert!(matches!(budget, RetryError::BudgetExhausted { attempts: 2, .. }));
}
