//! `#[retry]` on methods inside an `#[async_trait]` impl or trait.

use std::{rc::Rc, sync::Arc};

use async_trait::async_trait;
use retry_runtime::RetryError;

use crate::{Error, Flaky, pause, retry, third};

#[derive(Default)]
struct Real {
    flaky: Flaky,
    count: u32,
}

#[async_trait]
trait Service: Send + Sync {
    fn flaky(&self) -> &Flaky;

    async fn shared(&self, name: &str) -> Result<usize, Error>;
    async fn exclusive(&mut self, log: &mut Vec<u32>) -> Result<u32, Error>;
    async fn owned(&self, name: String, (a, b): (u32, u32)) -> Result<usize, Error>;
    async fn consumed(&self, name: String, n: u32) -> Result<String, Error>;
    async fn afresh(&self, values: Vec<u32>) -> Result<usize, Error>;
    async fn explained(&self, name: String) -> Result<u32, RetryError<Error>>;
    async fn associated(flaky: &Flaky) -> Result<u32, Error>
    where
        Self: Sized;
    async fn boxed(self: Box<Self>) -> Result<u32, Error>;
    async fn in_arc(self: Arc<Self>) -> Result<u32, Error>;

    #[retry(max = 3, delay_ms = 10)]
    async fn by_default(&self) -> Result<u32, Error> {
        self.flaky().call().await
    }
}

#[async_trait]
impl Service for Real {
    fn flaky(&self) -> &Flaky {
        &self.flaky
    }

    #[retry(max = 3, delay_ms = 10)]
    async fn shared(&self, name: &str) -> Result<usize, Error> {
        self.flaky.call().await?;
        Ok(name.len())
    }

    #[retry(max = 3, delay_ms = 10, timeout_secs = 30, attempt_timeout_ms = 500)]
    async fn exclusive(&mut self, log: &mut Vec<u32>) -> Result<u32, Error> {
        self.count += 1;
        pause().await;
        log.push(self.count);
        self.flaky.call().await?;
        Ok(self.count)
    }

    #[retry(max = 3, delay_ms = 10)]
    async fn owned(&self, name: String, (a, b): (u32, u32)) -> Result<usize, Error> {
        self.flaky.call().await?;
        if a > b {
            return Err(Error::Broken);
        }
        Ok(name.len())
    }

    #[retry(max = 3, delay_ms = 10, clone(name))]
    async fn consumed(&self, name: String, n: u32) -> Result<String, Error> {
        let moved = name;
        self.flaky.call().await?;
        Ok(moved + &n.to_string())
    }

    #[retry(max = 3, delay_ms = 10)]
    async fn afresh(&self, mut values: Vec<u32>) -> Result<usize, Error> {
        assert_eq!(values, [1, 2]);
        values.pop();
        self.flaky.call().await?;
        Ok(values.len())
    }

    #[retry(max = 3, delay_ms = 10, clone)]
    async fn explained(&self, name: String) -> Result<u32, RetryError<Error>> {
        drop(name);
        let step = self.flaky.call().await?;
        Ok(step)
    }

    #[retry(max = 3, delay_ms = 10)]
    async fn associated(flaky: &Flaky) -> Result<u32, Error> {
        flaky.call().await
    }

    #[retry(max = 3, delay_ms = 10)]
    async fn boxed(self: Box<Self>) -> Result<u32, Error> {
        self.flaky.call().await
    }

    #[retry(max = 3, delay_ms = 10)]
    async fn in_arc(self: Arc<Self>) -> Result<u32, Error> {
        self.flaky.call().await
    }
}

#[tokio::test(start_paused = true)]
async fn borrowing_methods_are_retried() {
    let real = Real::default();
    assert_eq!(third(&real.flaky, real.shared("abc")).await, 3);
    let mut real = Real::default();
    let mut log = Vec::new();
    assert_eq!(real.exclusive(&mut log).await, Ok(3));
    assert_eq!((real.flaky.attempts(), log), (3, vec![1, 2, 3]));
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, Real::associated(&flaky)).await, 3);
    assert_eq!(Box::<Real>::default().boxed().await, Ok(3));
    assert_eq!(Arc::<Real>::default().in_arc().await, Ok(3));
}

#[tokio::test(start_paused = true)]
async fn owned_arguments_are_borrowed_cloned_or_afresh() {
    let real = Real::default();
    assert_eq!(third(&real.flaky, real.owned("ab".into(), (1, 2))).await, 2);
    let real = Real::default();
    assert_eq!(third(&real.flaky, real.consumed("ab".into(), 1)).await, "ab1");
    let real = Real::default();
    assert_eq!(third(&real.flaky, real.afresh(vec![1, 2])).await, 1);
}

#[tokio::test(start_paused = true)]
async fn a_method_may_return_a_retry_error() {
    let real = Real::default();
    assert_eq!(third(&real.flaky, real.explained("a".into())).await, 3);
}

#[tokio::test(start_paused = true)]
async fn a_default_method_is_retried_through_a_trait_object() {
    let real: Box<dyn Service> = Box::<Real>::default();
    assert_eq!(third(real.flaky(), real.by_default()).await, 3);
}

#[async_trait]
trait Store<K, V>
where
    K: Send + Sync,
{
    async fn put(&mut self, key: K, value: V) -> Result<K, Error>
    where
        V: 'async_trait;
}

struct Map<F> {
    flaky: F,
}

#[async_trait]
impl<K, V, F> Store<K, V> for Map<F>
where
    K: Clone + Send + Sync + 'static,
    V: Send + Sync,
    F: AsRef<Flaky> + Send + Sync,
{
    #[retry(max = 3, delay_ms = 10, clone(key))]
    async fn put(&mut self, key: K, value: V) -> Result<K, Error>
    where
        V: 'async_trait,
    {
        let borrowed = &value;
        self.flaky.as_ref().call().await?;
        let _: &V = borrowed;
        Ok(key)
    }
}

#[tokio::test(start_paused = true)]
async fn generic_traits_and_impls_are_retried() {
    let flaky = Arc::new(Flaky::new());
    let mut map = Map {
        flaky: Arc::clone(&flaky),
    };
    assert_eq!(third(&flaky, map.put("key", 1)).await, "key");
}

#[async_trait(?Send)]
trait Local {
    async fn local(&self, held: Rc<u32>) -> Result<u32, Error>;
}

#[async_trait(?Send)]
impl Local for Real {
    #[retry(max = 3, delay_ms = 10, timeout_secs = 30)]
    async fn local(&self, held: Rc<u32>) -> Result<u32, Error> {
        let other = Rc::clone(&held);
        let step = self.flaky.call().await?;
        Ok(*other + step)
    }
}

#[tokio::test(start_paused = true)]
async fn a_local_trait_is_retried() {
    let real = Real::default();
    assert_eq!(third(&real.flaky, real.local(Rc::new(1))).await, 4);
}
