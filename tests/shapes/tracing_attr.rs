//! `#[tracing::instrument]` above and below.

use crate::{Error, Flaky, pause, retry, third};

#[tracing::instrument]
#[retry(max = 3, delay_ms = 10)]
async fn above(flaky: &Flaky, name: String) -> Result<usize, Error> {
    flaky.call().await?;
    Ok(name.len())
}

#[retry(max = 3, delay_ms = 10, timeout_secs = 30)]
#[tracing::instrument]
async fn below(flaky: &Flaky, name: String) -> Result<usize, Error> {
    flaky.call().await?;
    Ok(name.len())
}

#[tracing::instrument(err, ret)]
#[retry(max = 3, delay_ms = 10, clone(name))]
async fn above_consuming(flaky: &Flaky, name: String, n: &mut u32) -> Result<String, Error> {
    *n += 1;
    flaky.call().await?;
    Ok(name)
}

#[tracing::instrument(skip(n))]
#[retry(max = 3, delay_ms = 10)]
async fn above_afresh(flaky: &Flaky, mut values: Vec<u8>, n: &mut u32) -> Result<usize, Error> {
    values.pop();
    *n += 1;
    flaky.call().await?;
    Ok(values.len())
}

#[tokio::test(start_paused = true)]
async fn an_instrumented_function_is_retried() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, above(&flaky, "ab".into())).await, 2);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, below(&flaky, "ab".into())).await, 2);
    let (flaky, mut n) = (Flaky::new(), 0);
    let call = above_consuming(&flaky, "ab".into(), &mut n);
    assert_eq!(third(&flaky, call).await, "ab");
    assert_eq!(n, 3);
    let flaky = Flaky::new();
    let call = above_afresh(&flaky, vec![1, 2], &mut n);
    assert_eq!(third(&flaky, call).await, 1);
    assert_eq!(n, 6);
}

#[derive(Debug, Default)]
struct Client {
    flaky: Flaky,
    n: u32,
}

macro_rules! methods {
    ($($name:ident: [$($above:meta)?] [$($below:meta)?] [$($keys:tt)*];)*) => {
        impl Client {
            $(
                $(#[$above])?
                #[retry(max = 3, delay_ms = 10, $($keys)*)]
                $(#[$below])?
                async fn $name(&mut self, name: String, (a, b): (u32, u32)) -> Result<usize, Error> {
                    self.n += a + b;
                    pause().await;
                    self.flaky.call().await?;
                    Ok(name.len())
                }
            )*
        }

        $(
            #[tokio::test(start_paused = true)]
            async fn $name() {
                let mut client = Client::default();
                assert_eq!(client.$name("ab".into(), (0, 1)).await, Ok(2));
                assert_eq!((client.flaky.attempts(), client.n), (3, 3));
            }
        )*
    };
}

methods! {
    plain_above: [tracing::instrument] [] [];
    plain_below: [] [tracing::instrument] [];
    skip_self_above: [tracing::instrument(skip(self))] [] [timeout_secs = 30];
    skip_self_below: [] [tracing::instrument(skip(self))] [timeout_secs = 30];
    skip_all_above: [tracing::instrument(skip_all, fields(n = 1))] [] [attempt_timeout_ms = 500];
    err_above: [tracing::instrument(skip(self), err)] [] [];
    err_below: [] [tracing::instrument(skip(self), err)] [];
    ret_above: [tracing::instrument(ret)] [] [];
    ret_below: [] [tracing::instrument(ret)] [];
    err_ret_above: [tracing::instrument(err, ret)] [] [timeout_secs = 30, attempt_timeout_ms = 500];
    err_ret_below: [] [tracing::instrument(err, ret)] [timeout_secs = 30, attempt_timeout_ms = 500];
    both: [tracing::instrument(err)] [tracing::instrument(skip(self), level = "debug")] [];
}

impl Client {
    #[tracing::instrument(skip(self))]
    #[retry(max = 3, delay_ms = 10)]
    async fn owned(self, name: String) -> Result<usize, Error> {
        self.flaky.call().await?;
        Ok(name.len())
    }

    #[tracing::instrument(skip(self))]
    #[retry(max = 3, delay_ms = 10)]
    async fn shared(&self, name: &str) -> Result<usize, Error> {
        self.flaky.call().await?;
        Ok(name.len())
    }
}

#[tokio::test(start_paused = true)]
async fn an_instrumented_method_is_retried_whatever_its_self() {
    assert_eq!(Client::default().owned("ab".into()).await, Ok(2));
    let client = Client::default();
    assert_eq!(third(&client.flaky, client.shared("ab")).await, 2);
}

#[tokio::test]
async fn an_instrumented_method_may_be_spawned() {
    let call = async { Client::default().err_ret_above("ab".into(), (0, 1)).await };
    assert_eq!(tokio::spawn(call).await.ok(), Some(Ok(2)));
}
