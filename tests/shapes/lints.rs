//! Every kind of function under the strictest lints.
#![deny(warnings, clippy::pedantic, missing_docs, unreachable_pub)]
#![deny(
    elided_lifetimes_in_paths,
    unused_qualifications,
    unused_lifetimes,
    single_use_lifetimes
)]
#![deny(clippy::shadow_same)]
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::absolute_paths)]
#![deny(clippy::large_futures, clippy::future_not_send, clippy::redundant_clone)]

use std::pin::Pin;

use async_trait::async_trait;
use retry_runtime::RetryError;

use crate::{Error, Flaky, retry, third};

/// A free function.
#[retry]
async fn bare(flaky: &Flaky) -> Result<u32, Error> {
    flaky.call().await
}

#[retry(max = 3, delay_ms = 10, timeout_secs = 30, attempt_timeout_ms = 500, clone(name))]
async fn arguments(
    flaky: &Flaky,
    name: String,
    mut values: Vec<u32>,
    n: &mut u32,
    (a, _): (u32, u32),
    _: u8,
) -> Result<(String, usize), Error> {
    values.pop();
    *n += a;
    flaky.call().await?;
    Ok((name, values.len()))
}

#[retry(max = 3, delay_ms = 10)]
async fn explained<T: Clone + Sync + Send>(flaky: &Flaky, value: &T) -> Result<T, RetryError<Error>> {
    flaky.call().await?;
    Ok(value.clone())
}

#[retry(max = 3, delay_ms = 10)]
async fn unit(flaky: &Flaky) -> Result<(), Error> {
    flaky.call().await?;
    Ok(())
}

#[retry(max = 3, delay_ms = 10)]
fn boxed(flaky: &Flaky) -> Pin<Box<dyn Future<Output = Result<u32, Error>> + Send + '_>> {
    Box::pin(async move { flaky.call().await })
}

struct Client {
    flaky: Flaky,
    n: u32,
}

impl Client {
    #[retry(max = 3, delay_ms = 10)]
    async fn shared(&self) -> Result<u32, Error> {
        self.flaky.call().await
    }

    #[retry(max = 3, delay_ms = 10, timeout_secs = 30)]
    async fn exclusive(&mut self) -> Result<u32, Error> {
        self.n += 1;
        self.flaky.call().await
    }
}

#[async_trait]
trait Service {
    async fn boxed(&mut self, name: String) -> Result<String, Error>;
}

#[async_trait]
impl Service for Client {
    #[retry(max = 3, delay_ms = 10, clone)]
    async fn boxed(&mut self, name: String) -> Result<String, Error> {
        self.n += 1;
        self.flaky.call().await?;
        Ok(name)
    }
}

#[tokio::test(start_paused = true)]
async fn functions_are_retried_under_strict_lints() {
    let first = Flaky::new();
    assert_eq!(third(&first, bare(&first)).await, 3);
    let second = Flaky::new();
    let mut n = 0;
    let call = arguments(&second, "a".into(), vec![1, 2], &mut n, (1, 2), 3);
    assert_eq!(third(&second, call).await, ("a".into(), 1));
    assert_eq!(n, 3);
    let third_one = Flaky::new();
    assert_eq!(third(&third_one, explained(&third_one, &1)).await, 1);
    let fourth = Flaky::new();
    third(&fourth, unit(&fourth)).await;
    let fifth = Flaky::new();
    assert_eq!(third(&fifth, boxed(&fifth)).await, 3);
}

#[tokio::test(start_paused = true)]
async fn methods_are_retried_under_strict_lints() {
    let mut client = Client {
        flaky: Flaky::new(),
        n: 0,
    };
    assert_eq!(third(&client.flaky, client.shared()).await, 3);
    client.flaky = Flaky::new();
    assert_eq!(client.exclusive().await, Ok(3));
    client.flaky = Flaky::new();
    assert_eq!(client.boxed("a".into()).await, Ok("a".into()));
    assert_eq!(client.n, 6);
}
