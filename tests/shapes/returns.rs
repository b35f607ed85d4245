//! Aliases of the return type, and `RetryError`.

use std::{error::Error as StdError, fmt, io};

use retry_runtime::RetryError;

use crate::{Error, Flaky, retry, third};

type Res<T> = Result<T, Error>;
type Done = Result<u32, Error>;
type Retried<T, E = Error> = Result<T, RetryError<E>>;
type Wrapped = RetryError<Error>;

#[retry(max = 3, delay_ms = 10)]
async fn alias(flaky: &Flaky) -> Res<u32> {
    flaky.call().await
}

#[retry(max = 3, delay_ms = 10, timeout_secs = 30)]
async fn alias_without_parameters(flaky: &Flaky) -> Done {
    let step = flaky.call().await?;
    Ok(step)
}

#[retry(max = 3, delay_ms = 10)]
async fn qualified(flaky: &Flaky) -> std::result::Result<u32, self::Error> {
    flaky.call().await
}

#[tokio::test(start_paused = true)]
async fn the_result_may_be_an_alias() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, alias(&flaky)).await, 3);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, alias_without_parameters(&flaky)).await, 3);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, qualified(&flaky)).await, 3);
}

#[retry(max = 3, delay_ms = 10, timeout_secs = 30, attempt_timeout_ms = 500)]
async fn io_result(flaky: &Flaky) -> io::Result<u32> {
    Ok(flaky.call().await?)
}

#[retry(max = 3, delay_ms = 10, timeout_secs = 30, when = |_| true)]
async fn boxed_error(flaky: &Flaky) -> Result<u32, Box<dyn StdError + Send + Sync>> {
    Ok(flaky.call().await?)
}

#[retry(max = 3, delay_ms = 10, timeout_secs = 30, when = anyhow::Error::is::<Error>)]
async fn anyhow_error(flaky: &Flaky) -> anyhow::Result<u32> {
    let step = flaky.call().await?;
    anyhow::ensure!(step == 3, "not the third");
    Ok(step)
}

#[tokio::test(start_paused = true)]
async fn errors_of_the_standard_library_and_anyhow_are_taken() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, io_result(&flaky)).await, 3);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, boxed_error(&flaky)).await, 3);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, anyhow_error(&flaky)).await, 3);
}

#[retry(max = 3, delay_ms = 10)]
async fn retry_error(flaky: &Flaky) -> Result<u32, RetryError<Error>> {
    let step = flaky.call().await?;
    let zero: u32 = "0".parse()?;
    Ok(step + zero)
}

#[retry(max = 3, delay_ms = 10, timeout_secs = 30, attempt_timeout_ms = 500)]
async fn retry_error_alias(flaky: &Flaky) -> Retried<u32> {
    if flaky.attempts() > 100 {
        return Err(Error::Broken);
    }
    flaky.call().await
}

#[retry(max = 3, delay_ms = 10)]
async fn retry_error_half_alias(flaky: &Flaky) -> Result<u32, Wrapped> {
    flaky.call().await
}

#[retry(max = 3, delay_ms = 10)]
async fn retry_error_generic<T, E>(flaky: &Flaky, value: &T) -> Retried<T, E>
where
    T: Clone,
    E: From<Error> + retry_runtime::Transient,
{
    flaky.call().await?;
    Ok(value.clone())
}

#[retry(max = 3, delay_ms = 10)]
async fn retry_error_impl(flaky: &Flaky) -> Result<impl Iterator<Item = u32>, RetryError<Error>> {
    Ok(0..flaky.call().await?)
}

#[tokio::test(start_paused = true)]
async fn retry_error_and_its_aliases_are_taken() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, retry_error(&flaky)).await, 3);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, retry_error_alias(&flaky)).await, 3);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, retry_error_half_alias(&flaky)).await, 3);
    let flaky = Flaky::new();
    let call = retry_error_generic::<u32, Error>(&flaky, &1);
    assert_eq!(third(&flaky, call).await, 1);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, retry_error_impl(&flaky)).await.count(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_retry_error_counts_the_attempts() {
    let flaky = Flaky::failing(100);
    let error = retry_error(&flaky).await.expect_err("it always fails");
    assert_eq!((error.attempts(), flaky.attempts()), (3, 3));
    assert!(matches!(error, RetryError::MaxRetriesExceeded { .. }));
}

/// An error that knows nothing of `Transient`.
#[derive(Debug)]
struct Foreign;

impl From<Error> for Foreign {
    fn from(_: Error) -> Self {
        Self
    }
}

impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("foreign")
    }
}

#[retry(max = 3, delay_ms = 10, when = |_: &Foreign| true)]
async fn foreign(flaky: &Flaky) -> Result<u32, Foreign> {
    Ok(flaky.call().await?)
}

#[retry(max = 3, delay_ms = 10, timeout_secs = 30, when = |_: &Foreign| true)]
async fn foreign_retry_error(flaky: &Flaky) -> Result<u32, RetryError<Foreign>> {
    Ok(flaky.call().await?)
}

#[tokio::test(start_paused = true)]
async fn with_when_the_error_need_not_be_transient() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, foreign(&flaky)).await, 3);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, foreign_retry_error(&flaky)).await, 3);
    assert_eq!(Foreign.to_string(), "foreign");
}
