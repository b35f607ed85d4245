//! Functions that return a future.

use std::pin::Pin;

use crate::{Error, Flaky, pause, retry, third};

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

#[retry(max = 3, delay_ms = 10)]
fn plain(flaky: &Flaky) -> impl Future<Output = Result<u32, Error>> {
    async move { flaky.call().await }
}

#[retry(max = 3, delay_ms = 10, timeout_secs = 30, attempt_timeout_ms = 500)]
fn send(flaky: &Flaky, name: String) -> impl Future<Output = Result<usize, Error>> + Send {
    async move {
        flaky.call().await?;
        Ok(name.len())
    }
}

#[retry(max = 3, delay_ms = 10)]
fn captures<'a>(flaky: &'a Flaky, name: &str) -> impl Future<Output = Result<usize, Error>> + use<'a> {
    let length = name.len();
    async move {
        flaky.call().await?;
        Ok(length)
    }
}

#[retry(max = 3, delay_ms = 10)]
fn with_lifetime<'a>(flaky: &'a Flaky, n: &'a mut u32) -> impl Future<Output = Result<u32, Error>> + Send + 'a {
    async move {
        *n += 1;
        pause().await;
        flaky.call().await
    }
}

#[tokio::test(start_paused = true)]
async fn a_returned_future_is_retried() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, plain(&flaky)).await, 3);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, send(&flaky, "ab".into())).await, 2);
    let flaky = Flaky::new();
    let call = {
        let name = String::from("abc");
        captures(&flaky, &name)
    };
    assert_eq!(third(&flaky, call).await, 3);
    let (flaky, mut n) = (Flaky::new(), 0);
    assert_eq!(third(&flaky, with_lifetime(&flaky, &mut n)).await, 3);
    assert_eq!(n, 3);
}

#[retry(max = 3, delay_ms = 10)]
fn boxed<'a>(flaky: &'a Flaky) -> Pin<Box<dyn Future<Output = Result<u32, Error>> + Send + 'a>> {
    Box::pin(async move { flaky.call().await })
}

#[retry(max = 3, delay_ms = 10, timeout_secs = 30)]
fn boxed_after_statements<'a>(
    flaky: &'a Flaky,
    name: &str,
) -> Pin<Box<dyn Future<Output = Result<String, Error>> + Send + 'a>> {
    let name = name.to_owned();
    let upper = name.to_uppercase();
    Box::pin(async move {
        flaky.call().await?;
        Ok(format!("{name}{upper}"))
    })
}

struct Client {
    flaky: Flaky,
    n: u32,
}

impl Client {
    #[retry(max = 3, delay_ms = 10)]
    fn shared(&self) -> Pin<Box<dyn Future<Output = Result<u32, Error>> + Send + '_>> {
        Box::pin(async move { self.flaky.call().await })
    }

    #[retry(max = 3, delay_ms = 10, attempt_timeout_ms = 500)]
    fn exclusive(&mut self) -> Pin<Box<dyn Future<Output = Result<u32, Error>> + Send + '_>> {
        self.n += 10;
        Box::pin(async move {
            self.n += 1;
            self.flaky.call().await?;
            Ok(self.n)
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_boxed_future_is_retried() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, boxed(&flaky)).await, 3);
    let flaky = Flaky::new();
    let call = boxed_after_statements(&flaky, "a");
    assert_eq!(third(&flaky, call).await, "aA");
}

#[tokio::test(start_paused = true)]
async fn a_method_that_returns_a_boxed_future_is_retried() {
    let mut client = Client {
        flaky: Flaky::new(),
        n: 0,
    };
    assert_eq!(third(&client.flaky, client.shared()).await, 3);
    client.flaky = Flaky::new();
    // The statements before the future run once, when the method is called.
    assert_eq!(client.exclusive().await, Ok(13));
    assert_eq!(client.flaky.attempts(), 3);
}

trait Service {
    fn call(&mut self) -> BoxFuture<'_, u32>;
    fn get(&self) -> impl Future<Output = Result<u32, Error>> + Send;
}

impl Service for Client {
    fn call(&mut self) -> BoxFuture<'_, u32> {
        Box::pin(async move { self.exclusive().await.unwrap_or_default() })
    }

    #[retry(max = 3, delay_ms = 10)]
    fn get(&self) -> impl Future<Output = Result<u32, Error>> + Send {
        async move { self.flaky.call().await }
    }
}

#[tokio::test(start_paused = true)]
async fn a_trait_method_that_returns_a_future_is_retried() {
    let mut client = Client {
        flaky: Flaky::new(),
        n: 0,
    };
    assert_eq!(third(&client.flaky, client.get()).await, 3);
    client.flaky = Flaky::new();
    assert_eq!(client.call().await, 13);
}

#[tokio::test(start_paused = true)]
#[retry(max = 3, delay_ms = 10)]
async fn a_test_of_tokio_may_be_retried() -> Result<(), Error> {
    static ATTEMPTS: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    if ATTEMPTS.fetch_add(1, std::sync::atomic::Ordering::Relaxed) < 2 {
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        return Err(Error::Busy);
    }
    Ok(())
}

#[test]
fn a_main_of_tokio_may_be_retried() {
    static FLAKY: Flaky = Flaky::new();

    #[tokio::main(flavor = "current_thread")]
    #[retry(max = 3, delay_ms = 0)]
    async fn main() -> Result<u32, Error> {
        FLAKY.call().await
    }
    assert_eq!(main(), Ok(3));
    assert_eq!(FLAKY.attempts(), 3);
}
