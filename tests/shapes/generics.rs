//! Generic functions, lifetimes, `impl Trait`.

use std::fmt::{Debug, Display};

use crate::{Error, Flaky, retry, third};

#[retry(max = 3, delay_ms = 10)]
async fn generic<T: Clone>(flaky: &Flaky, value: &T) -> Result<T, Error> {
    flaky.call().await?;
    Ok(value.clone())
}

#[retry(max = 3, delay_ms = 10, timeout_secs = 30, attempt_timeout_ms = 500)]
async fn with_where<K, V>(flaky: &Flaky, key: K, value: &mut V) -> Result<String, Error>
where
    K: Display,
    V: Extend<u32> + Debug + ?Sized,
{
    let step = flaky.call().await;
    value.extend(Some(1));
    step?;
    Ok(format!("{key}: {value:?}"))
}

#[tokio::test(start_paused = true)]
async fn type_parameters_are_kept() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, generic(&flaky, &"a")).await, "a");
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, generic::<u8>(&flaky, &1)).await, 1);
}

#[tokio::test(start_paused = true)]
async fn where_clauses_are_kept() {
    let flaky = Flaky::new();
    let mut values = Vec::new();
    let text = third(&flaky, with_where(&flaky, "ones", &mut values)).await;
    assert_eq!(text, "ones: [1, 1, 1]");
}

#[retry(max = N, delay_ms = 10)]
async fn attempts<const N: u32>(flaky: &Flaky) -> Result<u32, Error> {
    flaky.call().await
}

#[retry(max = 3, delay_ms = 10)]
async fn zeros<const N: usize>(flaky: &Flaky) -> Result<[u8; N], Error> {
    flaky.call().await?;
    Ok([0; N])
}

struct Limit<const N: u32>(Flaky);

impl<const N: u32> Limit<N> {
    const MS: u64 = 10;

    #[retry(max = N, delay_ms = Self::MS)]
    async fn call(&self) -> Result<u32, Error> {
        self.0.call().await
    }
}

#[tokio::test(start_paused = true)]
async fn a_const_parameter_is_the_number_of_attempts() {
    let flaky = Flaky::failing(100);
    assert_eq!(attempts::<5>(&flaky).await, Err(Error::Busy));
    assert_eq!(flaky.attempts(), 5);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, attempts::<3>(&flaky)).await, 3);
    let limit = Limit::<4>(Flaky::failing(100));
    assert_eq!(limit.call().await, Err(Error::Busy));
    assert_eq!(limit.0.attempts(), 4);
}

#[tokio::test(start_paused = true)]
async fn const_parameters_are_kept() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, zeros::<2>(&flaky)).await, [0, 0]);
}

#[retry(max = 3, delay_ms = 10)]
async fn trimmed<'a>(flaky: &Flaky, text: &'a str) -> Result<&'a str, Error> {
    flaky.call().await?;
    Ok(text.trim())
}

#[retry(max = 3, delay_ms = 10, timeout_secs = 30)]
async fn longer<'a, 'b: 'a>(flaky: &Flaky, left: &'a str, right: &'b str) -> Result<&'a str, Error> {
    flaky.call().await?;
    Ok(if left.len() > right.len() { left } else { right })
}

#[tokio::test(start_paused = true)]
async fn a_result_may_borrow_from_an_argument() {
    let text = String::from(" text ");
    let result = {
        let flaky = Flaky::new();
        third(&flaky, trimmed(&flaky, &text)).await
    };
    assert_eq!(result, "text");
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, longer(&flaky, "a", "bc")).await, "bc");
}

#[retry(max = 3, delay_ms = 10)]
async fn impl_argument(
    flaky: &Flaky,
    values: impl Iterator<Item = u32> + Clone,
    label: &impl Display,
    mut push: impl FnMut(u32) + Clone,
) -> Result<String, Error> {
    let step = flaky.call().await;
    values.clone().for_each(&mut push);
    step?;
    Ok(format!("{label}{}", values.clone().sum::<u32>()))
}

#[tokio::test(start_paused = true)]
async fn an_impl_trait_argument_is_kept() {
    let flaky = Flaky::new();
    let pushed = std::cell::RefCell::new(Vec::new());
    let push = |n| pushed.borrow_mut().push(n);
    let text = third(&flaky, impl_argument(&flaky, 1..3, &"sum ", push)).await;
    assert_eq!(text, "sum 3");
    assert_eq!(*pushed.borrow(), [1, 2, 1, 2, 1, 2]);
}

#[retry(max = 3, delay_ms = 10)]
async fn impl_result(flaky: &Flaky) -> Result<impl Iterator<Item = u32>, Error> {
    let step = flaky.call().await?;
    Ok((0..step).map(|n| n * 2))
}

#[retry(max = 3, delay_ms = 10, timeout_secs = 30)]
async fn impl_nested_result(flaky: &Flaky) -> Result<(u32, Option<impl Fn(u32) -> u32 + use<'_>>), Error> {
    let step = flaky.call().await?;
    if step == 2 {
        return Err(Error::Broken);
    }
    Ok((step, Some(move |n| n + step)))
}

#[tokio::test(start_paused = true)]
async fn an_impl_trait_result_is_kept() {
    let flaky = Flaky::new();
    let values: Vec<u32> = third(&flaky, impl_result(&flaky)).await.collect();
    assert_eq!(values, [0, 2, 4]);
    let flaky = Flaky::new();
    let (step, add) = third(&flaky, impl_nested_result(&flaky)).await;
    assert_eq!((step, add.map(|add| add(1))), (3, Some(4)));
}

#[retry(max = 3, delay_ms = 10)]
async fn generic_error<E>(flaky: &retry_tests::Flaky<E>) -> Result<u32, E>
where
    E: Default + retry_runtime::Transient,
{
    flaky.call().await
}

#[tokio::test(start_paused = true)]
async fn the_error_type_may_be_a_parameter() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, generic_error(&flaky)).await, 3);
}

#[retry(max = 3, delay_ms = 10)]
async fn with_closure<F, Fut>(flaky: &Flaky, f: F) -> Result<u32, Error>
where
    F: Fn(u32) -> Fut,
    Fut: Future<Output = Result<u32, Error>>,
{
    flaky.step()?;
    f(1).await
}

#[retry(max = 3, delay_ms = 10)]
async fn with_async_closure(
    flaky: &Flaky,
    f: impl AsyncFn(u32) -> Result<u32, Error>,
    unsized_f: &(dyn Fn(u32) -> u32 + Sync),
) -> Result<u32, Error> {
    flaky.step()?;
    Ok(unsized_f(f(1).await?))
}

#[tokio::test(start_paused = true)]
async fn an_operation_may_be_an_argument() {
    let flaky = Flaky::new();
    let call = with_closure(&flaky, |n| async move { Ok(n + 1) });
    assert_eq!(third(&flaky, call).await, 2);
    let flaky = Flaky::new();
    let call = with_async_closure(&flaky, async |n| Ok(n + 1), &|n| n + 10);
    assert_eq!(third(&flaky, call).await, 12);
}
