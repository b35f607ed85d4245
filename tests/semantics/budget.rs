//! `budget`: a shared limit on retries.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

use retry_runtime::{Decision, RetryBudget, RetryError, Scope, retry};

use crate::support::{Error, fail, ms, timed};

#[tokio::test(start_paused = true)]
async fn a_refused_retry_ends_the_call_at_once_with_its_own_error() {
    #[retry(max = 9, delay_ms = 10, jitter = none, budget = budget)]
    async fn plain(budget: &RetryBudget, n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    #[retry(max = 9, delay_ms = 10, jitter = none, budget = budget)]
    async fn wrapped(budget: &Arc<RetryBudget>, n: &mut u32) -> Result<(), RetryError<Error>> {
        fail(n)
    }
    let budget = Arc::new(RetryBudget::new(2, 0.0));
    assert_eq!(timed(plain(&budget, &mut 0)).await, (ms(30), Err(Error::Transient(3))));
    let (elapsed, result) = timed(wrapped(&budget, &mut 0)).await;
    assert_eq!(elapsed, ms(0));
    assert!(matches!(
        result,
        Err(RetryError::BudgetExhausted {
            attempts: 1,
            source: Error::Transient(1),
            ..
        })
    ));
}

#[tokio::test(start_paused = true)]
async fn a_cut_attempt_and_a_refused_value_take_from_it_too() {
    #[retry(max = 9, attempt_timeout_ms = 5, delay_ms = 1, budget = budget)]
    async fn cut(budget: &RetryBudget) -> Result<(), RetryError<Error>> {
        std::future::pending().await
    }
    #[retry(max = 9, delay_ms = 1, classify = |_| Decision::Retry, budget = budget)]
    async fn value(budget: &RetryBudget, n: &mut u32) -> Result<u32, Error> {
        *n += 1;
        Ok(*n)
    }
    let budget = RetryBudget::new(2, 1.0);
    let error = cut(&budget).await.unwrap_err();
    assert!(
        matches!(error, RetryError::OperationCancelled { attempts: 3, timed_out, last: None, .. }
            if timed_out.scope() == Scope::Attempt),
        "{error:?}"
    );
    // A value that was refused is not a success, even where the caller gets it.
    assert_eq!(value(&budget, &mut 0).await, Ok(1));
    assert_eq!(budget.available(), 0);
}

#[tokio::test(start_paused = true)]
async fn what_needs_no_retry_takes_nothing() {
    static BUDGET: RetryBudget = RetryBudget::new(1, 1.0);
    #[retry(max = 2, delay_ms = 10, timeout = ms(5), budget = &BUDGET)]
    async fn call(error: Option<Error>) -> Result<(), Error> {
        error.map_or(Ok(()), Err)
    }
    assert_eq!(call(None).await, Ok(()));
    assert_eq!(call(Some(Error::Permanent)).await, Err(Error::Permanent));
    // The delay would pass the deadline.
    assert_eq!(call(Some(Error::Transient(1))).await, Err(Error::Transient(1)));
    assert_eq!(BUDGET.available(), 1);
}

#[tokio::test(start_paused = true)]
async fn successes_refill_it() {
    struct Client {
        budget: RetryBudget,
    }
    impl Client {
        #[retry(max = 2, delay_ms = 1, budget = &self.budget)]
        async fn call(&mut self, ok: bool, attempts: &mut u32) -> Result<(), Error> {
            *attempts += 1;
            if ok { Ok(()) } else { Err(Error::Transient(*attempts)) }
        }
    }
    let mut client = Client {
        budget: RetryBudget::new(1, 0.5),
    };
    let mut retried = async |ok| {
        let mut attempts = 0;
        let _refused = client.call(ok, &mut attempts).await;
        attempts > 1
    };
    assert!(retried(false).await);
    assert!(!retried(false).await);
    assert!(!retried(true).await);
    assert!(!retried(false).await, "half a token is none");
    assert!(!retried(true).await);
    assert!(retried(false).await);
}

/// Ten thousand calls on four threads; every eighth succeeds in its first attempt.
#[test]
fn retries_never_exceed_capacity_and_refill() {
    static BUDGET: RetryBudget = RetryBudget::new(100, 0.25);
    static RETRIES: AtomicU64 = AtomicU64::new(0);
    static SUCCESSES: AtomicU64 = AtomicU64::new(0);

    #[retry(max = 5, delay_ms = 0, context = attempt, budget = &BUDGET)]
    async fn call(i: u32) -> Result<(), Error> {
        if !attempt.is_first() {
            RETRIES.fetch_add(1, SeqCst);
        }
        tokio::task::yield_now().await;
        if i % 8 == 0 { Ok(()) } else { Err(Error::Transient(i)) }
    }

    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_time()
        .build();
    runtime.unwrap().block_on(async {
        let calls: Vec<_> = (0..10_000)
            .map(|i| {
                tokio::spawn(async move {
                    if call(i).await.is_ok() {
                        SUCCESSES.fetch_add(1, SeqCst);
                    }
                })
            })
            .collect();
        for call in calls {
            call.await.unwrap();
        }
    });
    let (retries, successes) = (RETRIES.load(SeqCst), SUCCESSES.load(SeqCst));
    assert_eq!(successes, 1250);
    let granted = 100 + successes / 4;
    assert!(retries <= granted, "{retries} retries, {granted} tokens");
    // Every token that was not taken is still there, save for what overflowed the bucket.
    assert!(retries >= 100, "{retries}");
    assert!(retries + u64::from(BUDGET.available()) <= granted);
}
