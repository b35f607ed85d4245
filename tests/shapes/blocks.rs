//! `#[retry]` on an `impl` block, and on a trait.

use async_trait::async_trait;

use crate::{Error, Flaky, retry, third};

#[derive(Default)]
struct Client {
    flaky: Flaky,
    n: u32,
}

/// A result by another name.
type Answer<T> = Result<T, Error>;

#[retry(max = 3, delay_ms = 10)]
impl Client {
    const LIMIT: u32 = { 3 };

    /// Documented.
    async fn shared(&self) -> Result<u32, Error> {
        self.flaky.call().await
    }

    pub(crate) async fn exclusive(&mut self, name: &str) -> Result<usize, Error> {
        self.n += 1;
        self.flaky.call().await?;
        Ok(name.len())
    }

    // One key of its own; the others are the block's.
    #[retry(max = 2)]
    async fn fewer(&self) -> Result<u32, Error> {
        self.flaky.call().await
    }

    #[retry(skip)]
    async fn skipped(&self) -> Result<u32, Error> {
        self.flaky.call().await
    }

    async fn by_another_name(&self) -> Answer<u32> {
        self.flaky.call().await
    }

    #[retry]
    async fn asked_for(&self) -> Answer<u32> {
        self.flaky.call().await
    }

    #[retry(when = |_| false)]
    async fn permanent(&self) -> Result<u32, Error> {
        self.flaky.call().await
    }

    #[retry(clone)]
    async fn consumed(&self, name: String) -> Result<String, Error> {
        self.flaky.call().await?;
        Ok(name)
    }

    fn new() -> Self {
        Self::default()
    }

    fn number(&self) -> Result<u32, Error> {
        self.n.checked_add(Self::LIMIT).ok_or(Error::Broken)
    }

    async fn nothing(&self) {}
}

#[tokio::test(start_paused = true)]
async fn each_method_of_a_block_is_retried() {
    let client = Client::new();
    assert_eq!(third(&client.flaky, client.shared()).await, 3);
    let mut client = Client::new();
    assert_eq!(client.exclusive("abc").await, Ok(3));
    assert_eq!((client.n, client.flaky.attempts()), (3, 3));
    assert_eq!(client.number(), Ok(6));
    client.nothing().await;
    let client = Client::new();
    assert_eq!(third(&client.flaky, client.consumed("abc".into())).await, "abc");
}

#[tokio::test(start_paused = true)]
async fn a_method_overrides_single_keys_of_its_block() {
    let started = tokio::time::Instant::now();
    let client = Client::new();
    assert_eq!(client.fewer().await, Err(Error::Busy));
    assert_eq!(client.flaky.attempts(), 2);
    // The delay is still that of the block.
    assert!(started.elapsed().as_millis() < 20);
    let client = Client::new();
    assert_eq!(client.permanent().await, Err(Error::Busy));
    assert_eq!(client.flaky.attempts(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_a_block_does_not_take_is_left_as_it_is() {
    let client = Client::new();
    assert_eq!(client.skipped().await, Err(Error::Busy));
    assert_eq!(client.by_another_name().await, Err(Error::Busy));
    assert_eq!(client.flaky.attempts(), 2);
    let client = Client::new();
    assert_eq!(third(&client.flaky, client.asked_for()).await, 3);
}

trait Fetch {
    async fn fetch(&self) -> Result<u32, Error>;
}

#[retry(max = 3, delay_ms = 10)]
impl Fetch for Client {
    async fn fetch(&self) -> Result<u32, Error> {
        self.flaky.call().await
    }
}

#[retry(max = 3, delay_ms = 10)]
#[allow(async_fn_in_trait, reason = "it has one implementor, here")]
trait WithDefaults {
    fn flaky(&self) -> &Flaky;

    async fn required(&self) -> Result<u32, Error>;

    async fn provided(&self) -> Result<u32, Error> {
        self.flaky().call().await
    }
}

impl WithDefaults for Client {
    fn flaky(&self) -> &Flaky {
        &self.flaky
    }

    async fn required(&self) -> Result<u32, Error> {
        self.flaky.call().await
    }
}

#[async_trait]
trait Boxed {
    async fn shared(&self, name: &str) -> Result<usize, Error>;
    async fn exclusive(&mut self, name: String) -> Result<usize, Error>;
}

#[async_trait]
#[retry(max = 3, delay_ms = 10)]
impl Boxed for Client {
    async fn shared(&self, name: &str) -> Result<usize, Error> {
        self.flaky.call().await?;
        Ok(name.len())
    }

    #[retry(timeout_secs = 30)]
    async fn exclusive(&mut self, name: String) -> Result<usize, Error> {
        self.n += 1;
        self.flaky.call().await?;
        Ok(name.len())
    }
}

struct Outer(Client);

#[retry(max = 3, delay_ms = 10)]
#[async_trait]
impl Boxed for Outer {
    async fn shared(&self, name: &str) -> Result<usize, Error> {
        self.0.flaky.call().await?;
        Ok(name.len())
    }

    async fn exclusive(&mut self, name: String) -> Result<usize, Error> {
        self.0.n += 1;
        self.0.flaky.call().await?;
        Ok(name.len())
    }
}

#[tokio::test(start_paused = true)]
async fn the_block_of_a_trait_is_retried() {
    let client = Client::new();
    assert_eq!(third(&client.flaky, client.fetch()).await, 3);
    let client = Client::new();
    assert_eq!(third(&client.flaky, client.provided()).await, 3);
    let client = Client::new();
    assert_eq!(client.required().await, Err(Error::Busy));
}

#[tokio::test(start_paused = true)]
async fn the_block_of_an_async_trait_is_retried_above_and_below_it() {
    let mut client = Client::new();
    assert_eq!(third(&client.flaky, Boxed::shared(&client, "abc")).await, 3);
    client.flaky = Flaky::new();
    assert_eq!(Boxed::exclusive(&mut client, "abc".into()).await, Ok(3));
    assert_eq!(client.n, 3);
    let mut outer = Outer(Client::new());
    assert_eq!(third(&outer.0.flaky, outer.shared("abc")).await, 3);
    outer.0.flaky = Flaky::new();
    assert_eq!(outer.exclusive("abc".into()).await, Ok(3));
    assert_eq!(outer.0.n, 3);
}

struct Generic<T, const N: usize>([T; N], Flaky);

#[retry(max = 3, delay_ms = 10)]
impl<T: Clone + Sync, const N: usize> Generic<T, { N }>
where
    T: Send,
{
    #![allow(clippy::missing_panics_doc, reason = "an inner attribute is of the block")]

    async fn first(&self) -> Result<Option<T>, Error> {
        self.1.call().await?;
        Ok(self.0.first().cloned())
    }

    async fn mapped<U: From<T>>(&self, index: usize) -> Result<U, Error> {
        self.1.call().await?;
        Ok(self.0[index].clone().into())
    }
}

macro_rules! client {
    ($name:ident, $max:expr, { $($methods:item)* }) => {
        #[derive(Default)]
        struct $name(Flaky);

        #[retry(max = $max, delay_ms = 10)]
        impl $name {
            async fn own(&self) -> Result<u32, Error> {
                self.0.call().await
            }

            $($methods)*
        }
    };
}

client!(Made, 3, {
    async fn given(made: &Made) -> Result<u32, Error> {
        made.0.call().await
    }
});

#[tokio::test(start_paused = true)]
async fn a_generic_block_and_one_of_a_macro_are_retried() {
    let generic = Generic([1_u8, 2], Flaky::new());
    assert_eq!(third(&generic.1, generic.first()).await, Some(1));
    let generic = Generic([1_u8, 2], Flaky::new());
    assert_eq!(third(&generic.1, generic.mapped::<u32>(1)).await, 2);
    let made = Made::default();
    assert_eq!(third(&made.0, made.own()).await, 3);
    let made = Made::default();
    assert_eq!(third(&made.0, Made::given(&made)).await, 3);
}

// The block's `clone` is for the methods that have such an argument, its expressions are evaluated in each.
#[retry(max = 3, delay_ms = 10, clone(name), when = |_| self.flaky.attempts() < 9, on_retry = |_| self.n += 1)]
impl Client {
    async fn with_name(&mut self, name: String) -> Result<String, Error> {
        self.flaky.call().await?;
        Ok(name)
    }

    async fn without_name(&mut self) -> Result<u32, Error> {
        self.flaky.call().await
    }
}

#[tokio::test(start_paused = true)]
async fn expressions_of_a_block_see_each_method() {
    let mut client = Client::new();
    assert_eq!(client.with_name("abc".into()).await.as_deref(), Ok("abc"));
    assert_eq!(client.n, 2);
    let mut client = Client::new();
    assert_eq!(client.without_name().await, Ok(3));
    assert_eq!(client.n, 2);
}

#[retry(max = 3, delay_ms = 10)]
impl Client {
    async fn bounded<U>(&self, _: &U) -> Result<u32, Error>
    where
        U: Sync,
    {
        self.flaky.call().await
    }

    async fn arrow<F: Fn(u8) -> [u8; 2]>(&self, pair: F) -> Result<[u8; 2], Error>
    where
        Generic<u8, { 1 + 2 }>: Sized,
    {
        self.flaky.call().await?;
        Ok(pair(1))
    }

    async fn behind(&self) -> Result<u32, Error> {
        self.flaky.call().await
    }
}

macro_rules! bodies {
    ($first:block $second:block { $($item:item)* }) => {
        #[derive(Default)]
        struct Bodies(Flaky);

        #[retry(max = 3, delay_ms = 10)]
        impl Bodies {
            async fn first(_: &Flaky) -> Result<u32, Error> $first

            #[allow(dead_code, reason = "it goes to the first of them")]
            $($item)*

            async fn own(&self) -> Result<u32, Error> {
                self.0.call().await
            }

            async fn last(_: &Flaky) -> Result<u32, Error> $second
        }
    };
}

bodies!({ Err(Error::Broken) } { Ok(1) } {
    async fn given(&self) -> Result<u32, Error> {
        self.0.call().await
    }

    async fn given_too(&self) -> Result<u32, Error> {
        self.0.call().await
    }
});

#[tokio::test(start_paused = true)]
async fn every_method_ends_where_its_body_does() {
    let client = Client::new();
    assert_eq!(third(&client.flaky, client.bounded(&1)).await, 3);
    let client = Client::new();
    assert_eq!(third(&client.flaky, client.arrow(|byte| [byte; 2])).await, [1, 1]);
    let client = Client::new();
    assert_eq!(third(&client.flaky, client.behind()).await, 3);
    let bodies = Bodies::default();
    assert_eq!(third(&bodies.0, bodies.given()).await, 3);
    let bodies = Bodies::default();
    assert_eq!(third(&bodies.0, bodies.given_too()).await, 3);
    let bodies = Bodies::default();
    assert_eq!(third(&bodies.0, bodies.own()).await, 3);
    assert_eq!(Bodies::first(&bodies.0).await, Err(Error::Broken));
    assert_eq!(Bodies::last(&bodies.0).await, Ok(1));
}
