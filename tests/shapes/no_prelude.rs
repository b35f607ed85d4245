//! A module without the prelude.

use self::bare::{every_expression, limited, plain, retry_error, under_another_name};
use crate::{Flaky, third};

mod bare {
    #![no_implicit_prelude]

    use crate::{Error, Flaky};
    use ::core::result::Result;

    #[::retry_runtime::retry(max = 3, delay_ms = 10)]
    pub(super) async fn plain(flaky: &Flaky) -> Result<u32, Error> {
        flaky.call().await
    }

    #[::retry_runtime::retry(max = 3, delay_ms = 10, timeout_secs = 30, attempt_timeout_ms = 500, clone(text))]
    pub(super) async fn limited(
        flaky: &Flaky,
        text: ::std::string::String,
        n: &mut u32,
        mut afresh: u32,
    ) -> Result<::std::string::String, Error> {
        *n += 1;
        afresh += 1;
        flaky.call().await?;
        let from = <usize as ::core::convert::From<bool>>::from;
        Result::Ok(text + ["", "a"][from(afresh == 1)])
    }

    #[::retry_runtime::retry(max = 3, delay_ms = 10)]
    pub(super) async fn retry_error(flaky: &Flaky) -> Result<u32, ::retry_runtime::RetryError<Error>> {
        flaky.call().await
    }

    #[::retry_runtime::retry(
        backoff = [::core::time::Duration::ZERO; 9],
        classify = by_result,
        on_retry = |event| *n += event.attempt,
        budget = &BUDGET,
        context = attempt,
        fallback = Result::Err,
    )]
    pub(super) async fn every_expression(flaky: &Flaky, n: &mut u32) -> Result<u32, Error> {
        *n += 10 * attempt.number();
        flaky.call().await
    }

    static BUDGET: ::retry_runtime::RetryBudget = ::retry_runtime::RetryBudget::new(9, 1.0);

    #[allow(clippy::trivially_copy_pass_by_ref, reason = "predicates take references")]
    fn by_result(result: &Result<u32, Error>) -> ::retry_runtime::Decision {
        if result.is_ok() {
            ::retry_runtime::Decision::Return
        } else {
            ::retry_runtime::Decision::Retry
        }
    }

    #[::renamed::retry(crate = ::renamed, max = 3, delay_ms = 10)]
    pub(super) async fn under_another_name(flaky: &Flaky) -> Result<u32, Error> {
        flaky.call().await
    }
}

#[tokio::test(start_paused = true)]
async fn the_prelude_is_not_needed() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, plain(&flaky)).await, 3);
    let flaky = Flaky::new();
    let mut n = 0;
    let call = limited(&flaky, "b".into(), &mut n, 0);
    assert_eq!(third(&flaky, call).await, "ba");
    assert_eq!(n, 3);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, retry_error(&flaky)).await, 3);
    let (flaky, mut n) = (Flaky::new(), 0);
    assert_eq!(third(&flaky, every_expression(&flaky, &mut n)).await, 3);
    assert_eq!(n, 10 + 1 + 20 + 2 + 30);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, under_another_name(&flaky)).await, 3);
}
