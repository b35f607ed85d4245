//! A module without the prelude.

use self::bare::{limited, plain, retry_error, under_another_name};
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
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, under_another_name(&flaky)).await, 3);
}
