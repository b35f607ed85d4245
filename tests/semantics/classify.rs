//! `classify`: values may be refused too.

use retry_runtime::{Decision, RetryError, Scope, TimedOut, retry};

use crate::support::{Error, ms, timed};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Response {
    status: u16,
    retry_after_ms: Option<u64>,
    number: u32,
}

/// Answers with each of `statuses` in turn, and with the last one from then on.
fn respond(n: &mut u32, statuses: &[u16], retry_after_ms: Option<u64>) -> Result<Response, Error> {
    *n += 1;
    let status = statuses[(*n as usize).min(statuses.len()) - 1];
    match status {
        0 => Err(Error::Transient(*n)),
        1 => Err(Error::Permanent),
        _ => Ok(Response {
            status,
            retry_after_ms,
            number: *n,
        }),
    }
}

fn by_status<E>(result: &Result<Response, E>) -> Decision {
    match result {
        Ok(Response {
            status: 503,
            retry_after_ms: Some(wait),
            ..
        }) => Decision::RetryAfter(ms(*wait)),
        Ok(Response { status: 503, .. }) => Decision::Retry,
        _ => Decision::Return,
    }
}

#[retry(max = 4, delay_ms = 100, max_delay_ms = 1000, jitter = none, classify = by_status)]
async fn plain(n: &mut u32, statuses: &[u16], wait: Option<u64>) -> Result<Response, Error> {
    respond(n, statuses, wait)
}

#[retry(max = 4, delay_ms = 100, jitter = none, timeout = ms(250), classify = by_status)]
async fn wrapped(n: &mut u32, statuses: &[u16], wait: Option<u64>) -> Result<Response, RetryError<Error>> {
    respond(n, statuses, wait)
}

#[tokio::test(start_paused = true)]
async fn a_refused_value_is_retried_like_an_error() {
    let (elapsed, result) = timed(plain(&mut 0, &[503, 503, 200], None)).await;
    assert_eq!((elapsed, result.map(|r| (r.status, r.number))), (ms(300), Ok((200, 3))));
}

#[tokio::test(start_paused = true)]
async fn the_value_may_say_how_long_to_wait() {
    let (elapsed, result) = timed(plain(&mut 0, &[503, 200], Some(700))).await;
    assert_eq!((elapsed, result.map(|r| r.number)), (ms(700), Ok(2)));
    // Never earlier than the schedule either.
    let (elapsed, _) = timed(plain(&mut 0, &[503, 200], Some(20))).await;
    assert_eq!(elapsed, ms(100));
}

#[tokio::test(start_paused = true)]
async fn the_last_value_reaches_the_caller_when_no_attempt_is_left() {
    let (elapsed, result) = timed(plain(&mut 0, &[503], None)).await;
    assert_eq!((elapsed, result.map(|r| (r.status, r.number))), (ms(700), Ok((503, 4))));
}

#[tokio::test(start_paused = true)]
async fn the_last_value_reaches_the_caller_when_the_wait_is_too_long() {
    // Longer than `max_delay`.
    let (elapsed, result) = timed(plain(&mut 0, &[503], Some(1001))).await;
    assert_eq!((elapsed, result.map(|r| r.number)), (ms(0), Ok(1)));
    // Past the deadline.
    let (elapsed, result) = timed(wrapped(&mut 0, &[503], None)).await;
    assert_eq!((elapsed, result.map(|r| r.number)), (ms(100), Ok(2)));
}

#[tokio::test(start_paused = true)]
async fn an_error_that_is_returned_is_permanent() {
    // `Transient` is not asked.
    assert_eq!(plain(&mut 0, &[0], None).await, Err(Error::Transient(1)));
    let error = wrapped(&mut 0, &[503, 0], None).await.unwrap_err();
    assert!(matches!(error, RetryError::Permanent { attempts: 2, .. }), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn errors_are_retried_where_it_says_so() {
    #[retry(max = 5, delay_ms = 1, classify = |result| match result {
        Err(Error::Transient(_)) => Decision::Retry,
        _ => Decision::Return,
    })]
    async fn call(n: &mut u32, statuses: &[u16]) -> Result<Response, RetryError<Error>> {
        respond(n, statuses, None)
    }
    let error = call(&mut 0, &[0, 0, 1]).await.unwrap_err();
    assert!(matches!(error, RetryError::Permanent { attempts: 3, .. }), "{error:?}");
    let error = call(&mut 0, &[0]).await.unwrap_err();
    assert!(
        matches!(error, RetryError::MaxRetriesExceeded { attempts: 5, .. }),
        "{error:?}"
    );
    assert_eq!(call(&mut 0, &[503]).await.map(|r| r.number), Ok(1));
}

#[tokio::test(start_paused = true)]
async fn the_error_needs_no_transient_and_the_closure_sees_what_the_body_borrows() {
    struct Opaque;
    struct Client {
        calls: u32,
        enough: u32,
    }
    impl Client {
        #[retry(max = 9, delay_ms = 1, classify = |result| match result {
            Ok(n) if *n < self.enough => Decision::Retry,
            _ => Decision::Return,
        })]
        async fn poll(&mut self) -> Result<u32, Opaque> {
            let counted = async move {
                self.calls += 1;
                self.calls
            };
            Ok(counted.await)
        }
    }
    let mut client = Client { calls: 0, enough: 6 };
    assert!(matches!(client.poll().await, Ok(6)));
}

#[tokio::test(start_paused = true)]
async fn a_cut_attempt_is_decided_by_the_error_that_it_failed_with() {
    #[retry(max = 9, delay_ms = 1, attempt_timeout_ms = 10, classify = |result| match result {
        Err(Error::TimedOut(timed_out)) if timed_out.attempts() < 3 => Decision::Retry,
        _ => Decision::Return,
    })]
    async fn call() -> Result<(), Error> {
        std::future::pending().await
    }
    let timed_out = match call().await {
        Err(Error::TimedOut(timed_out)) => timed_out,
        other => panic!("{other:?}"),
    };
    assert_eq!((timed_out.scope(), timed_out.attempts()), (Scope::Attempt, 3));
    let _: TimedOut = timed_out;
}
