//! Async functions in traits: impls, default methods, generics.

use crate::{Error, Flaky, retry, third};

trait Service<T> {
    const MAX: u32;

    fn flaky(&self) -> &Flaky;

    fn count(&mut self) -> &mut u32;

    async fn get(&self, value: T) -> Result<T, Error>;

    async fn put(&mut self, value: &T) -> Result<(), Error>;

    async fn create() -> Result<u32, Error>;

    #[retry(max = 3, delay_ms = 10)]
    async fn default_shared(&self) -> Result<u32, Error> {
        self.flaky().call().await
    }

    #[retry(max = 3, delay_ms = 10, timeout_secs = 30, attempt_timeout_ms = 500)]
    async fn default_mut(&mut self) -> Result<u32, Error> {
        *self.count() += 1;
        self.flaky().call().await?;
        Ok(*self.count())
    }

    #[retry(max = Self::MAX, delay_ms = 10)]
    async fn default_associated(flaky: &Flaky) -> Result<u32, Error> {
        flaky.call().await
    }

    #[retry(max = 3, delay_ms = 10)]
    async fn default_owned(self) -> Result<u32, Error>
    where
        Self: Sized,
    {
        self.flaky().call().await
    }
}

#[derive(Default)]
struct Real {
    flaky: Flaky,
    count: u32,
}

static CREATED: Flaky = Flaky::new();

impl<T: Clone> Service<T> for Real {
    const MAX: u32 = 3;

    fn flaky(&self) -> &Flaky {
        &self.flaky
    }

    fn count(&mut self) -> &mut u32 {
        &mut self.count
    }

    #[retry(max = 3, delay_ms = 10, clone(value))]
    async fn get(&self, value: T) -> Result<T, Error> {
        self.flaky.call().await?;
        Ok(value)
    }

    #[retry(max = <Self as Service<T>>::MAX, delay_ms = 10, timeout_secs = 30)]
    async fn put(&mut self, value: &T) -> Result<(), Error> {
        self.count += 1;
        drop(value.clone());
        self.flaky.call().await?;
        Ok(())
    }

    #[retry(max = 3, delay_ms = 10)]
    async fn create() -> Result<u32, Error> {
        CREATED.call().await
    }
}

#[tokio::test(start_paused = true)]
async fn a_method_of_a_trait_impl_is_retried() {
    let real = Real::default();
    assert_eq!(third(&real.flaky, real.get("a")).await, "a");
    let mut real = Real::default();
    assert_eq!(real.put(&1).await, Ok(()));
    assert_eq!((real.flaky.attempts(), real.count), (3, 3));
    assert_eq!(third(&CREATED, <Real as Service<u8>>::create()).await, 3);
}

#[tokio::test(start_paused = true)]
async fn a_default_method_is_retried() {
    let real = Real::default();
    let call = Service::<u8>::default_shared(&real);
    assert_eq!(third(&real.flaky, call).await, 3);
    let mut real = Real::default();
    assert_eq!(Service::<u8>::default_mut(&mut real).await, Ok(3));
    assert_eq!((real.flaky.attempts(), real.count), (3, 3));
    let flaky = Flaky::new();
    let call = <Real as Service<u8>>::default_associated(&flaky);
    assert_eq!(third(&flaky, call).await, 3);
    assert_eq!(Service::<u8>::default_owned(Real::default()).await, Ok(3));
}

trait Sent {
    fn sent(&mut self, name: &str) -> impl Future<Output = Result<usize, Error>> + Send;
}

impl Sent for Real {
    #[retry(max = 3, delay_ms = 10)]
    async fn sent(&mut self, name: &str) -> Result<usize, Error> {
        self.count += 1;
        self.flaky.call().await?;
        Ok(name.len())
    }
}

#[tokio::test(start_paused = true)]
async fn a_method_declared_to_return_a_send_future_is_retried() {
    let mut real = Real::default();
    assert_eq!(real.sent("abc").await, Ok(3));
    assert_eq!((real.flaky.attempts(), real.count), (3, 3));
}

trait Blanket {
    async fn length(&self, flaky: &Flaky) -> Result<usize, Error>;
}

impl<T: AsRef<str> + ?Sized> Blanket for T {
    #[retry(max = 3, delay_ms = 10)]
    async fn length(&self, flaky: &Flaky) -> Result<usize, Error> {
        flaky.call().await?;
        Ok(self.as_ref().len())
    }
}

#[tokio::test(start_paused = true)]
async fn a_blanket_impl_is_retried() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, "abc".length(&flaky)).await, 3);
}
