//! Free functions.

use crate::{Error, Flaky, retry, third};

#[retry(max = 3, delay_ms = 10)]
async fn plain(flaky: &Flaky) -> Result<u32, Error> {
    flaky.call().await
}

#[tokio::test(start_paused = true)]
async fn a_free_function_is_retried() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, plain(&flaky)).await, 3);
}

#[retry]
async fn bare(flaky: &Flaky) -> Result<u32, Error> {
    flaky.call().await
}

#[tokio::test(start_paused = true)]
async fn the_bare_attribute_makes_three_attempts() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, bare(&flaky)).await, 3);
    let flaky = Flaky::failing(3);
    assert_eq!(bare(&flaky).await, Err(Error::Busy));
    assert_eq!(flaky.attempts(), 3);
}

#[retry()]
async fn empty(flaky: &Flaky) -> Result<u32, Error> {
    flaky.call().await
}

#[tokio::test(start_paused = true)]
async fn empty_parentheses_are_all_defaults() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, empty(&flaky)).await, 3);
}

#[retry(max = 3, delay_ms = 10, timeout_secs = 30, attempt_timeout_ms = 500)]
async fn limited(flaky: &Flaky) -> Result<u32, Error> {
    flaky.call().await
}

#[tokio::test(start_paused = true)]
async fn a_limited_function_is_retried() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, limited(&flaky)).await, 3);
}

static STEPS: Flaky = Flaky::new();

#[retry(max = 3, delay_ms = 10)]
async fn nullary() -> Result<(), Error> {
    STEPS.step()?;
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_function_without_arguments_is_retried() {
    third(&STEPS, nullary()).await;
}

/// # Safety
///
/// None needed.
#[retry(max = 3, delay_ms = 10)]
async unsafe fn not_checked(flaky: &Flaky) -> Result<u32, Error> {
    flaky.call().await
}

/// # Safety
///
/// None needed.
unsafe fn one() -> u32 {
    1
}

/// # Safety
///
/// None needed.
#[retry(max = 3, delay_ms = 10, timeout_secs = 30)]
async unsafe fn with_unsafe_block(flaky: &Flaky) -> Result<u32, Error> {
    let step = flaky.call().await?;
    // SAFETY: nothing is asked for.
    Ok(step + unsafe { one() })
}

#[tokio::test(start_paused = true)]
async fn an_unsafe_function_is_retried() {
    let flaky = Flaky::new();
    // SAFETY: nothing is asked for.
    assert_eq!(third(&flaky, unsafe { not_checked(&flaky) }).await, 3);
    let flaky = Flaky::new();
    // SAFETY: nothing is asked for.
    assert_eq!(third(&flaky, unsafe { with_unsafe_block(&flaky) }).await, 4);
}

#[cfg_attr(all(), retry(max = 3, delay_ms = 10))]
async fn configured(flaky: &Flaky) -> Result<u32, Error> {
    flaky.call().await
}

#[cfg_attr(any(), retry(max = 3, delay_ms = 10))]
async fn not_configured(flaky: &Flaky) -> Result<u32, Error> {
    flaky.call().await
}

#[tokio::test(start_paused = true)]
async fn cfg_attr_turns_retries_on_and_off() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, configured(&flaky)).await, 3);
    let flaky = Flaky::new();
    assert_eq!(not_configured(&flaky).await, Err(Error::Busy));
    assert_eq!(flaky.attempts(), 1);
}

#[retry(max = 2, delay_ms = 10)]
#[retry(max = 3, delay_ms = 10)]
async fn stacked(flaky: &Flaky) -> Result<u32, Error> {
    flaky.call().await
}

#[retry(max = 2, delay_ms = 10, timeout_secs = 30)]
#[retry(max = 3, delay_ms = 10, attempt_timeout_ms = 500)]
async fn stacked_limited(flaky: &Flaky) -> Result<u32, Error> {
    flaky.call().await
}

#[tokio::test(start_paused = true)]
async fn stacked_attributes_multiply_their_attempts() {
    let flaky = Flaky::failing(100);
    assert_eq!(stacked(&flaky).await, Err(Error::Busy));
    assert_eq!(flaky.attempts(), 6);
    let flaky = Flaky::failing(100);
    assert_eq!(stacked_limited(&flaky).await, Err(Error::Busy));
    assert_eq!(flaky.attempts(), 6);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, stacked(&flaky)).await, 3);
}

#[retry(max = 3, delay_ms = 10)]
async fn countdown(flaky: &Flaky, n: u32) -> Result<u32, Error> {
    if n == 0 {
        return flaky.call().await;
    }
    Box::pin(countdown(flaky, n - 1)).await
}

#[tokio::test(start_paused = true)]
async fn a_function_may_call_itself() {
    let flaky = Flaky::new();
    // All three attempts are made by the innermost call.
    assert_eq!(third(&flaky, countdown(&flaky, 3)).await, 3);
    let flaky = Flaky::failing(100);
    assert_eq!(countdown(&flaky, 1).await, Err(Error::Busy));
    assert_eq!(flaky.attempts(), 9);
}
