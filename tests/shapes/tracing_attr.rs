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

#[derive(Debug)]
struct Numbered(u32, String);

#[async_trait::async_trait]
trait Service {
    async fn mutable(&mut self, flaky: &Flaky, name: String) -> Result<usize, Error>;
    async fn reported(&mut self, flaky: &Flaky) -> Result<u32, Error>;
    async fn skipping(&mut self, flaky: &Flaky) -> Result<u32, Error>;
    async fn shared(&self, flaky: &Flaky) -> Result<u32, Error>;
    async fn owned(self, flaky: &Flaky) -> Result<u32, Error>;
    async fn consumed(self, flaky: &Flaky, name: String) -> Result<(Numbered, String), Error>;
}

#[async_trait::async_trait]
impl Service for Numbered {
    #[tracing::instrument(skip(flaky), fields(id = self.0))]
    #[retry(max = 3, delay_ms = 10)]
    async fn mutable(&mut self, flaky: &Flaky, name: String) -> Result<usize, Error> {
        self.0 += 1;
        pause().await;
        flaky.call().await?;
        Ok(name.len() + self.1.len())
    }

    #[tracing::instrument(skip_all, fields(id = self.0), err, ret)]
    #[retry(max = 3, delay_ms = 10, when = |_| self.0 < 9)]
    async fn reported(&mut self, flaky: &Flaky) -> Result<u32, Error> {
        self.0 += 1;
        pause().await;
        flaky.call().await?;
        Ok(self.0)
    }

    #[tracing::instrument(skip_all)]
    #[retry(max = 3, delay_ms = 10)]
    async fn skipping(&mut self, flaky: &Flaky) -> Result<u32, Error> {
        self.0 += 1;
        flaky.call().await?;
        Ok(self.0)
    }

    #[tracing::instrument(skip(flaky), fields(id = self.0))]
    #[retry(max = 3, delay_ms = 10)]
    async fn shared(&self, flaky: &Flaky) -> Result<u32, Error> {
        flaky.call().await?;
        Ok(self.0)
    }

    #[tracing::instrument(skip(flaky), fields(id = self.0))]
    #[retry(max = 3, delay_ms = 10)]
    async fn owned(self, flaky: &Flaky) -> Result<u32, Error> {
        flaky.call().await?;
        Ok(self.0)
    }

    #[tracing::instrument(skip(flaky), fields(id = self.0, name = %name))]
    #[retry(max = 3, delay_ms = 10, clone)]
    async fn consumed(self, flaky: &Flaky, name: String) -> Result<(Numbered, String), Error> {
        flaky.call().await?;
        Ok((self, name))
    }
}

impl Clone for Numbered {
    fn clone(&self) -> Self {
        Self(self.0, self.1.clone())
    }
}

#[tokio::test(start_paused = true)]
async fn an_instrumented_method_of_async_trait_reads_self_in_its_span() {
    let mut numbered = Numbered(0, "a".into());
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, numbered.mutable(&flaky, "bc".into())).await, 3);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, numbered.reported(&flaky)).await, 6);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, numbered.skipping(&flaky)).await, 9);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, numbered.shared(&flaky)).await, 9);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, numbered.clone().owned(&flaky)).await, 9);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, numbered.consumed(&flaky, "bc".into())).await.1, "bc");
}
