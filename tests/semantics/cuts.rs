//! A cut attempt has failed with `E::from(TimedOut)`, which is asked like any other error.

use std::cell::Cell;
use std::future::pending;
use std::time::Duration;

use retry_runtime::{Decision, Failure, RetryError, RetryEvent, Scope, TimedOut, Transient, retry};

use crate::support::{Error, fail, ms, timed};

/// A request that is not to be sent twice.
#[derive(Debug, thiserror::Error, Transient)]
enum PostError {
    #[transient]
    #[error("refused")]
    Refused,
    #[permanent]
    #[error(transparent)]
    TimedOut(#[from] TimedOut),
}

#[tokio::test(start_paused = true)]
async fn a_time_out_that_is_marked_permanent_ends_the_call() {
    #[retry(max = 3, delay_ms = 10, jitter = none, attempt_timeout_ms = 300)]
    async fn post(sent: &mut u32) -> Result<(), PostError> {
        *sent += 1;
        if *sent == 1 {
            return Err(PostError::Refused);
        }
        pending().await
    }
    let mut sent = 0;
    let (elapsed, result) = timed(post(&mut sent)).await;
    assert_eq!((elapsed, sent), (ms(310), 2));
    let Err(PostError::TimedOut(timed_out)) = result else {
        panic!("{result:?}")
    };
    assert_eq!(
        (timed_out.scope(), timed_out.limit(), timed_out.attempts()),
        (Scope::Attempt, ms(300), 2)
    );
}

#[tokio::test(start_paused = true)]
async fn a_time_out_that_is_marked_permanent_ends_the_call_by_every_way_to_decide() {
    // A hook takes the way on which the delay is awaited apart from the attempt.
    #[retry(max = 3, attempt_timeout_ms = 300, on_retry = |_| unreachable!())]
    async fn hooked(sent: &mut u32) -> Result<(), PostError> {
        *sent += 1;
        pending().await
    }
    #[retry(max = 3, attempt_timeout_ms = 300, backoff = [ms(1); 5])]
    async fn scheduled(sent: &mut u32) -> Result<(), PostError> {
        *sent += 1;
        pending().await
    }
    let mut sent = 0;
    assert!(matches!(hooked(&mut sent).await, Err(PostError::TimedOut(_))));
    assert!(matches!(scheduled(&mut sent).await, Err(PostError::TimedOut(_))));
    assert_eq!(sent, 2);
}

#[tokio::test(start_paused = true)]
async fn when_is_asked_of_a_cut_attempt() {
    #[retry(max = 3, delay_ms = 10, jitter = none, attempt_timeout_ms = 300, when = |_| false)]
    async fn never(n: &mut u32) -> Result<(), Error> {
        *n += 1;
        pending().await
    }
    #[retry(max = 3, delay_ms = 10, jitter = none, attempt_timeout_ms = 300, when = |error| matches!(error, Error::Transient(_)))]
    async fn unknowing(n: &mut u32) -> Result<(), Error> {
        if *n == 0 {
            return fail(n);
        }
        *n += 1;
        pending().await
    }
    #[retry(max = 3, delay_ms = 10, jitter = none, attempt_timeout_ms = 300, when = |error| matches!(error, Error::TimedOut(_)))]
    async fn knowing(n: &mut u32) -> Result<(), Error> {
        *n += 1;
        pending().await
    }
    let (mut first, mut second, mut third) = (0, 0, 0);
    let (elapsed, result) = timed(never(&mut first)).await;
    assert_eq!((elapsed, first), (ms(300), 1));
    assert!(matches!(result, Err(Error::TimedOut(t)) if t.scope() == Scope::Attempt));
    let (elapsed, _) = timed(unknowing(&mut second)).await;
    assert_eq!((elapsed, second), (ms(310), 2));
    let (elapsed, _) = timed(knowing(&mut third)).await;
    assert_eq!((elapsed, third), (ms(300 + 10 + 300 + 20 + 300), 3));
}

#[tokio::test(start_paused = true)]
async fn classify_is_asked_of_a_cut_attempt_and_may_say_how_long_to_wait() {
    #[retry(max = 3, attempt_timeout_ms = 300, classify = |result| {
        assert!(matches!(result, Err(Error::TimedOut(_))));
        Decision::Return
    })]
    async fn ends(n: &mut u32) -> Result<(), Error> {
        *n += 1;
        pending().await
    }
    #[retry(max = 2, delay_secs = 9, attempt_timeout_ms = 300, classify = |_| Decision::RetryIn(ms(7)))]
    async fn goes_on(n: &mut u32) -> Result<(), Error> {
        *n += 1;
        pending().await
    }
    let (mut first, mut second) = (0, 0);
    assert_eq!(timed(ends(&mut first)).await.0, ms(300));
    assert_eq!(timed(goes_on(&mut second)).await.0, ms(300 + 7 + 300));
    assert_eq!((first, second), (1, 2));
}

#[tokio::test(start_paused = true)]
async fn the_error_of_a_cut_attempt_may_ask_for_a_wait() {
    #[derive(Debug)]
    struct Cut;
    impl Transient for Cut {
        fn is_transient(&self) -> bool {
            true
        }
        fn retry_after(&self) -> Option<Duration> {
            Some(ms(500))
        }
    }
    impl From<TimedOut> for Cut {
        fn from(_: TimedOut) -> Self {
            Self
        }
    }
    #[retry(max = 2, delay_ms = 10, jitter = none, attempt_timeout_ms = 300)]
    async fn call() -> Result<(), Cut> {
        pending().await
    }
    #[retry(max = 2, delay_ms = 10, max_delay_ms = 499, jitter = none, attempt_timeout_ms = 300)]
    async fn too_long() -> Result<(), Cut> {
        pending().await
    }
    assert_eq!(timed(call()).await.0, ms(300 + 500 + 300));
    assert_eq!(timed(too_long()).await.0, ms(300));
}

/// What the hook was told.
fn note(log: &mut Vec<String>, event: &RetryEvent<'_, Error>) {
    log.push(match event.error {
        Failure::Error(Error::TimedOut(timed_out)) => format!("error of {:?}", timed_out.scope()),
        Failure::Error(error) => format!("error {error}"),
        Failure::TimedOut(timed_out) => format!("cut by {:?}", timed_out.scope()),
        other => format!("{other}"),
    });
}

#[tokio::test(start_paused = true)]
async fn the_event_has_the_error_of_the_function_or_the_limit_itself() {
    #[retry(max = 3, delay_ms = 1, attempt_timeout_ms = 5, on_retry = |event| note(log, event))]
    async fn own_error(log: &mut Vec<String>, n: &mut u32) -> Result<(), Error> {
        if *n == 0 { fail(n) } else { pending().await }
    }
    #[retry(max = 3, delay_ms = 1, attempt_timeout_ms = 5, on_retry = |event| note(log, event))]
    async fn wrapped(log: &mut Vec<String>, n: &mut u32) -> Result<(), RetryError<Error>> {
        if *n == 0 { fail(n) } else { pending().await }
    }
    let mut log = Vec::new();
    assert!(own_error(&mut log, &mut 0).await.is_err());
    assert_eq!(log, ["error Transient(1)", "error of Attempt"]);
    log.clear();
    assert!(wrapped(&mut log, &mut 0).await.is_err());
    assert_eq!(log, ["error Transient(1)", "cut by Attempt"]);
}

#[tokio::test(start_paused = true)]
async fn a_retry_error_has_no_error_for_a_cut_which_is_transient_then() {
    #[retry(max = 3, delay_ms = 10, jitter = none, attempt_timeout_ms = 300, when = |_| false)]
    async fn by_when() -> Result<(), RetryError<Error>> {
        pending().await
    }
    #[retry(max = 3, delay_ms = 10, jitter = none, attempt_timeout_ms = 300, classify = |_| Decision::Return)]
    async fn by_classify() -> Result<(), RetryError<Error>> {
        pending().await
    }
    #[retry(max = 3, delay_ms = 10, jitter = none, attempt_timeout_ms = 300)]
    async fn by_transient() -> Result<(), RetryError<PostError>> {
        pending().await
    }
    let (elapsed, result) = timed(by_when()).await;
    assert_eq!((elapsed, result.unwrap_err().attempts()), (ms(930), 3));
    let (elapsed, result) = timed(by_classify()).await;
    assert_eq!((elapsed, result.unwrap_err().attempts()), (ms(930), 3));
    let (elapsed, result) = timed(by_transient()).await;
    let error = result.unwrap_err();
    assert_eq!((elapsed, error.attempts()), (ms(930), 3));
    assert!(
        matches!(error, RetryError::OperationCancelled { timed_out, last: None, .. } if timed_out.scope() == Scope::Attempt)
    );
}

thread_local! {
    static ASKED: Cell<u32> = const { Cell::new(0) };
}

/// Counts how often it is asked.
#[derive(Debug)]
struct Counts(Option<TimedOut>);

impl Transient for Counts {
    fn is_transient(&self) -> bool {
        ASKED.set(ASKED.get() + 1);
        true
    }
}

impl From<TimedOut> for Counts {
    fn from(timed_out: TimedOut) -> Self {
        Self(Some(timed_out))
    }
}

#[tokio::test(start_paused = true)]
async fn the_limit_on_the_call_is_not_asked_about() {
    #[retry(max = 9, delay_ms = 1, timeout_ms = 500)]
    async fn by_transient() -> Result<(), Counts> {
        pending().await
    }
    #[retry(max = 9, delay_ms = 1, timeout_ms = 500, when = |_| unreachable!("asked"))]
    async fn by_when() -> Result<(), Counts> {
        pending().await
    }
    #[retry(max = 9, timeout_ms = 500, attempt_timeout_ms = 400, delay_ms = 1, jitter = none, classify = |result| match result {
        Err(Counts(Some(cut))) => {
            assert_eq!(cut.scope(), Scope::Attempt);
            Decision::Retry
        }
        _ => unreachable!("asked"),
    })]
    async fn by_classify() -> Result<(), Counts> {
        pending().await
    }
    for (elapsed, result) in [
        timed(by_transient()).await,
        timed(by_when()).await,
        timed(by_classify()).await,
    ] {
        let Err(Counts(Some(cut))) = result else {
            panic!("{result:?}")
        };
        assert_eq!((elapsed, cut.scope()), (ms(500), Scope::Operation));
    }
    assert_eq!(ASKED.get(), 0);
}
