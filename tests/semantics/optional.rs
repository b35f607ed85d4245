//! The keys `config`, `overrides` and `budget` with values that may be missing, and by reference.

use std::sync::Arc;

use retry_runtime::{Jitter, RetryBudget, RetryConfig, RetryError, RetryOverrides, retry};

use crate::support::{Error, fail, ms, timed};

const FILE: RetryConfig = RetryConfig::new().max(2).delay(ms(10)).jitter(Jitter::None);

#[tokio::test(start_paused = true)]
async fn a_configuration_may_be_missing() {
    #[retry(config = config)]
    async fn by_value(config: Option<RetryConfig>, n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    #[retry(config = config, jitter = none)]
    async fn by_reference(config: Option<&RetryConfig>, n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    assert_eq!(
        timed(by_value(Some(FILE), &mut 0)).await,
        (ms(10), Err(Error::Transient(2)))
    );
    assert_eq!(
        timed(by_reference(Some(&FILE), &mut 0)).await,
        (ms(10), Err(Error::Transient(2)))
    );
    // The defaults, and what is written beside it.
    assert_eq!(
        timed(by_reference(None, &mut 0)).await,
        (ms(3000), Err(Error::Transient(3)))
    );
    assert_eq!(by_value(None, &mut 0).await, Err(Error::Transient(3)));
}

#[tokio::test(start_paused = true)]
async fn overrides_win_over_every_other_key() {
    const PATIENT: RetryOverrides = RetryOverrides::new().max(4).no_attempt_timeout();

    #[retry(config = FILE, max = 3, attempt_timeout_ms = 5, overrides = overrides)]
    async fn by_value(overrides: RetryOverrides, n: &mut u32) -> Result<(), Error> {
        tokio::time::sleep(ms(7)).await;
        fail(n)
    }
    #[retry(max = 3, delay_ms = 10, multiplier = 1.0, jitter = none, overrides = overrides)]
    async fn by_reference(overrides: &RetryOverrides, n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    #[retry(max = 3, delay_ms = 10, multiplier = 1.0, jitter = none, overrides = overrides)]
    async fn optional(overrides: Option<&RetryOverrides>, n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    // 10, 20 and 40 between attempts of 7.
    assert_eq!(
        timed(by_value(PATIENT, &mut 0)).await,
        (ms(7 * 4 + 70), Err(Error::Transient(4)))
    );
    assert!(matches!(
        by_value(RetryOverrides::new(), &mut 0).await,
        Err(Error::TimedOut(_))
    ));
    assert_eq!(
        timed(by_reference(&PATIENT, &mut 0)).await,
        (ms(30), Err(Error::Transient(4)))
    );
    assert_eq!(
        timed(optional(Some(&PATIENT), &mut 0)).await,
        (ms(30), Err(Error::Transient(4)))
    );
    assert_eq!(timed(optional(None, &mut 0)).await, (ms(20), Err(Error::Transient(3))));
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_overrides_cuts_an_attempt() {
    #[retry(overrides = RetryOverrides::new().timeout(ms(20)))]
    async fn call() -> Result<(), RetryError<Error>> {
        std::future::pending().await
    }
    let (elapsed, result) = timed(call()).await;
    assert_eq!((elapsed, result.unwrap_err().is_timeout()), (ms(20), true));
}

#[tokio::test(start_paused = true)]
async fn a_budget_may_be_missing_or_behind_a_pointer() {
    macro_rules! attempts {
        ($ty:ty, $budget:expr) => {{
            #[retry(max = 5, delay_ms = 1, budget = budget)]
            async fn call(budget: $ty, n: &mut u32) -> Result<(), Error> {
                fail(n)
            }
            let mut n = 0;
            assert!(call($budget, &mut n).await.is_err());
            n
        }};
    }
    struct Client {
        budget: Option<Arc<RetryBudget>>,
    }
    impl Client {
        #[retry(max = 5, delay_ms = 1, budget = &self.budget)]
        async fn call(&self, n: &mut u32) -> Result<(), Error> {
            fail(n)
        }
    }
    let shared = Arc::new(RetryBudget::new(1, 0.0));
    assert_eq!(attempts!(&Arc<RetryBudget>, &shared), 2);
    assert_eq!(attempts!(&RetryBudget, &RetryBudget::new(1, 0.0)), 2);
    assert_eq!(attempts!(Option<&RetryBudget>, Some(&RetryBudget::new(1, 0.0))), 2);
    assert_eq!(attempts!(Option<&RetryBudget>, None), 5);
    assert_eq!(attempts!(Option<&Arc<RetryBudget>>, Some(&shared)), 1);
    let mut n = 0;
    assert!(Client { budget: Some(shared) }.call(&mut n).await.is_err());
    assert_eq!(n, 1);
    assert!(Client { budget: None }.call(&mut n).await.is_err());
    assert_eq!(n, 6);
}
