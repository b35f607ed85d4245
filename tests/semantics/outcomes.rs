//! The outcome table, line by line: for an own error and for `RetryError`, under their aliases, and for the errors that
//! the world uses.

use std::error::Error as _;
use std::future::pending;
use std::io;

use retry_runtime::{RetryError, Scope, TimedOut, retry};
use tokio::time::sleep;

use crate::support::{Error, fail, ms, timed};

type Plain<T> = Result<T, Error>;
type Wrapped<T> = Result<T, RetryError<Error>>;
type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// One test per line for `Plain`, `Result<_, Error>`, `Wrapped` and `Result<_, RetryError<Error>>`.
macro_rules! line {
    ($name:ident, ($($key:tt)*), |$n:ident| $body:block, plain: $plain:pat, wrapped: $wrapped:pat, after: $elapsed:expr) => {
        #[tokio::test(start_paused = true)]
        async fn $name() {
            #[retry(jitter = none, $($key)*)]
            async fn plain($n: &mut u32) -> Result<(), Error> $body
            #[retry(jitter = none, $($key)*)]
            async fn plain_alias($n: &mut u32) -> Plain<()> $body
            #[retry(jitter = none, $($key)*)]
            async fn wrapped($n: &mut u32) -> Result<(), RetryError<Error>> $body
            #[retry(jitter = none, $($key)*)]
            async fn wrapped_alias($n: &mut u32) -> Wrapped<()> $body

            let (elapsed, result) = timed(plain(&mut 0)).await;
            assert!(matches!(result, Err($plain)), "{result:?}");
            assert_eq!(elapsed, $elapsed);
            let (elapsed, result) = timed(plain_alias(&mut 0)).await;
            assert!(matches!(result, Err($plain)), "{result:?}");
            assert_eq!(elapsed, $elapsed);
            let (elapsed, result) = timed(wrapped(&mut 0)).await;
            assert!(matches!(result, Err($wrapped)), "{result:?}");
            assert_eq!(elapsed, $elapsed);
            let (elapsed, result) = timed(wrapped_alias(&mut 0)).await;
            assert!(matches!(result, Err($wrapped)), "{result:?}");
            assert_eq!(elapsed, $elapsed);
        }
    };
}

line!(a_permanent_error_ends_the_call, (max = 3), |n| {
        *n += 1;
        if *n == 2 { Err(Error::Permanent) } else { Err(Error::Transient(*n)) }
    },
    plain: Error::Permanent,
    wrapped: RetryError::Permanent { attempts: 2, source: Error::Permanent, .. },
    after: ms(1000));

line!(the_last_attempt_ends_the_call, (max = 3), |n| { fail(n) },
    plain: Error::Transient(3),
    wrapped: RetryError::MaxRetriesExceeded { attempts: 3, elapsed: _, source: Error::Transient(3), .. },
    after: ms(3000));

line!(the_deadline_cuts_a_pending_first_attempt, (delay_ms = 100, timeout_ms = 500), |_n| { pending().await },
    plain: Error::TimedOut(_),
    wrapped: RetryError::OperationCancelled { attempts: 1, last: None, .. },
    after: ms(500));

line!(the_deadline_cuts_a_later_attempt, (timeout_ms = 1500), |n| {
        if *n == 0 { fail(n) } else { pending().await }
    },
    plain: Error::TimedOut(_),
    wrapped: RetryError::OperationCancelled { attempts: 2, last: Some(Error::Transient(1)), .. },
    after: ms(1500));

line!(a_delay_past_the_deadline_is_not_begun, (timeout_ms = 2500), |n| { fail(n) },
    plain: Error::Transient(2),
    wrapped: RetryError::OperationCancelled { attempts: 2, last: Some(Error::Transient(2)), .. },
    after: ms(1000));

line!(a_retry_after_longer_than_the_longest_delay_ends_the_call, (max_delay_ms = 5000), |_n| { Err(Error::Busy(ms(5001))) },
    plain: Error::Busy(_),
    wrapped: RetryError::RetryAfterTooLong { attempts: 1, source: Error::Busy(_), .. },
    after: ms(0));

line!(a_retry_after_past_the_deadline_ends_the_call, (timeout_ms = 4000), |_n| { Err(Error::Busy(ms(4000))) },
    plain: Error::Busy(_),
    wrapped: RetryError::OperationCancelled { attempts: 1, last: Some(Error::Busy(_)), .. },
    after: ms(0));

line!(the_attempt_limit_may_cut_the_last_attempt, (max = 2, attempt_timeout_ms = 300), |n| {
        if *n == 0 { fail(n) } else { pending().await }
    },
    plain: Error::TimedOut(_),
    wrapped: RetryError::OperationCancelled { attempts: 2, last: Some(Error::Transient(1)), .. },
    after: ms(1300));

line!(a_delay_past_the_deadline_is_not_begun_after_a_cut_either, (delay_ms = 700, attempt_timeout_ms = 300, timeout_ms = 1000), |_n| { pending().await },
    plain: Error::TimedOut(_),
    wrapped: RetryError::OperationCancelled { attempts: 1, last: None, .. },
    after: ms(300));

fn cut(error: &Error) -> TimedOut {
    if let Error::TimedOut(timed_out) = error {
        *timed_out
    } else {
        panic!("not cut: {error}")
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_cut_says_which_limit_and_when() {
    #[retry(delay_ms = 100, timeout_ms = 500)]
    async fn operation() -> Plain<()> {
        pending().await
    }
    #[retry(max = 2, attempt_timeout_ms = 300)]
    async fn attempt() -> Plain<()> {
        pending().await
    }
    #[retry(max = 2, attempt_timeout_ms = 300)]
    async fn wrapped() -> Wrapped<()> {
        pending().await
    }

    let timed_out = cut(&operation().await.unwrap_err());
    assert_eq!(
        (timed_out.limit(), timed_out.scope(), timed_out.attempts()),
        (ms(500), Scope::Operation, 1)
    );
    let timed_out = cut(&attempt().await.unwrap_err());
    assert_eq!(
        (timed_out.limit(), timed_out.scope(), timed_out.attempts()),
        (ms(300), Scope::Attempt, 2)
    );
    let error = wrapped().await.unwrap_err();
    assert!(error.is_timeout());
    assert!(matches!(&error, RetryError::OperationCancelled { timed_out, .. } if timed_out.scope() == Scope::Attempt));
}

#[tokio::test(start_paused = true)]
async fn a_retry_error_answers_for_its_call() {
    #[retry(max = 2, delay_ms = 100, jitter = none)]
    async fn exhausted(n: &mut u32) -> Wrapped<()> {
        fail(n)
    }
    let error = exhausted(&mut 0).await.unwrap_err();
    assert_eq!(error.attempts(), 2);
    assert_eq!(error.elapsed(), Some(ms(100)));
    assert!(!error.is_timeout());
    assert_eq!(error.last(), Some(&Error::Transient(2)));
    assert_eq!(error.source().unwrap().to_string(), "Transient(2)");
    assert_eq!(error.into_last(), Some(Error::Transient(2)));
}

#[tokio::test(start_paused = true)]
async fn an_io_error_is_judged_by_kind_and_cut_as_timed_out() {
    #[retry(max = 2, timeout_secs = 5, attempt_timeout_ms = 100)]
    async fn io(kind: Option<io::ErrorKind>, n: &mut u32) -> io::Result<()> {
        *n += 1;
        match kind {
            Some(kind) => Err(kind.into()),
            None => pending().await,
        }
    }
    for (kind, attempts, ended) in [
        (Some(io::ErrorKind::ConnectionReset), 2, io::ErrorKind::ConnectionReset),
        (Some(io::ErrorKind::NotFound), 1, io::ErrorKind::NotFound),
        (None, 2, io::ErrorKind::TimedOut),
    ] {
        let mut n = 0;
        assert_eq!(io(kind, &mut n).await.unwrap_err().kind(), ended);
        assert_eq!(n, attempts);
    }
}

#[tokio::test(start_paused = true)]
async fn anyhow_keeps_the_last_error_or_the_limit() {
    #[retry(max = 2, delay_ms = 100, timeout_ms = 500, when = anyhow::Error::is::<Error>)]
    async fn any(ends: bool, n: &mut u32) -> anyhow::Result<()> {
        if ends { Ok(fail(n)?) } else { pending().await }
    }
    let error = any(true, &mut 0).await.unwrap_err();
    assert_eq!(error.downcast_ref::<Error>(), Some(&Error::Transient(2)));
    let error = any(false, &mut 0).await.unwrap_err();
    assert_eq!(error.downcast_ref::<TimedOut>().unwrap().limit(), ms(500));
}

#[tokio::test(start_paused = true)]
async fn a_boxed_error_keeps_the_last_error_or_the_limit() {
    #[retry(max = 2, delay_ms = 100, timeout_ms = 500, when = |error| error.is::<Error>())]
    async fn boxed(ends: bool, n: &mut u32) -> Result<(), BoxError> {
        if ends { Ok(fail(n)?) } else { pending().await }
    }
    let error = boxed(true, &mut 0).await.unwrap_err();
    assert_eq!(error.downcast_ref::<Error>(), Some(&Error::Transient(2)));
    let error = boxed(false, &mut 0).await.unwrap_err();
    assert_eq!(error.downcast_ref::<TimedOut>().unwrap().limit(), ms(500));
}

#[tokio::test(start_paused = true)]
async fn without_a_limit_the_error_need_not_know_of_one() {
    #[derive(Debug, PartialEq)]
    struct Bare;
    #[retry(max = 2, when = |_| true)]
    async fn bare(n: &mut u32) -> Result<(), Bare> {
        *n += 1;
        Err(Bare)
    }
    // And with one, `RetryError` carries it.
    #[retry(delay_ms = 10, timeout_ms = 100, when = |_| true)]
    async fn wrapped() -> Result<(), RetryError<Bare>> {
        sleep(ms(200)).await;
        Err(Bare)
    }
    let mut n = 0;
    assert_eq!(bare(&mut n).await, Err(Bare));
    assert_eq!(n, 2);
    assert!(wrapped().await.unwrap_err().is_timeout());
}
