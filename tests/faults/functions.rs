//! Every kind of function is found by itself: `fail(Client::fetch, …)`.

use std::future::Future;
use std::pin::Pin;

use async_trait::async_trait;
use retry_runtime::{retry, testing};

use crate::support::Error;

/// The error that only a fault makes.
fn error() -> Error {
    Error::Permanent
}

/// That `$call` meets the fault of `$function`, and succeeds without one.
macro_rules! meets {
    ($function:expr, $call:expr) => {
        let fault = testing::fail($function, 1, error);
        assert_eq!($call.await, Err(Error::Permanent), stringify!($function));
        assert_eq!(fault.met(), 1);
        drop(fault);
        assert!($call.await.is_ok(), stringify!($function));
    };
}

struct Client(u32);

#[retry]
async fn free(_: &str) -> Result<(), Error> {
    Ok(())
}

#[retry]
async fn generic<T: Default, const N: usize>(_: [T; N]) -> Result<T, Error> {
    Ok(T::default())
}

#[retry(name = "by its name")]
async fn named() -> Result<(), Error> {
    Ok(())
}

#[retry(name = "opaque")]
async fn opaque(name: impl AsRef<str>) -> Result<usize, Error> {
    Ok(name.as_ref().len())
}

#[retry(max = 2, delay_ms = 1)]
#[retry(max = 1)]
async fn stacked() -> Result<(), Error> {
    Ok(())
}

#[allow(clippy::manual_async_fn, reason = "the block is what is tried")]
#[retry]
fn block(name: &str) -> impl Future<Output = Result<usize, Error>> {
    async move { Ok(name.len()) }
}

#[retry]
fn boxed(name: &str) -> Pin<Box<dyn Future<Output = Result<usize, Error>> + Send + '_>> {
    Box::pin(async move { Ok(name.len()) })
}

#[tracing::instrument]
#[retry]
async fn instrumented_above(name: &str) -> Result<usize, Error> {
    Ok(name.len())
}

#[retry]
#[tracing::instrument(err)]
async fn instrumented_below(name: &str) -> Result<usize, Error> {
    Ok(name.len())
}

#[tokio::test]
async fn free_functions() {
    meets!(free, free("a"));
    meets!(generic::<u8, 2>, generic([1_u8, 2]));
    meets!(generic::<String, 0>, generic::<String, 0>([]));
    meets!(named, named());
    meets!(stacked, stacked());
    meets!(block, block("a"));
    meets!(boxed, boxed("a"));
    meets!(instrumented_above, instrumented_above("a"));
    meets!(instrumented_below, instrumented_below("a"));
}

#[tokio::test]
async fn another_instantiation_is_another_function() {
    let _fault = testing::fail(generic::<u8, 1>, 1, error);
    assert!(generic([1_u16]).await.is_ok());
    assert!(generic([1_u8]).await.is_err());
}

#[tokio::test]
async fn nested_functions() {
    #[retry]
    async fn nested() -> Result<(), Error> {
        Ok(())
    }
    meets!(nested, nested());
    let call = || async {
        #[retry]
        async fn inner() -> Result<(), Error> {
            Ok(())
        }
        meets!(inner, inner());
    };
    call().await;
}

#[tokio::test]
async fn by_the_key_name() {
    let fault = testing::fail_named("by its name", 1, error);
    assert!(named().await.is_err());
    assert_eq!(fault.met(), 1);
    // Its types cannot be written at `fail`.
    let fault = testing::fail_named("opaque", 1, error);
    assert!(opaque("a").await.is_err());
    assert_eq!(fault.met(), 1);
}

struct Server<'a, T>(&'a T);

impl Client {
    #[retry]
    async fn shared(&self) -> Result<u32, Error> {
        Ok(self.0)
    }

    #[retry(max = 2)]
    async fn exclusive(&mut self, other: &mut u32) -> Result<u32, Error> {
        self.0 += *other;
        Ok(self.0)
    }

    #[retry]
    async fn early<'a: 'b, 'b>(&'a self, name: &'b str) -> Result<&'b str, Error> {
        Ok(if self.0 == 0 { "" } else { name })
    }

    #[retry]
    async fn new(value: u32) -> Result<Self, Error> {
        Ok(Self(value))
    }
}

impl<T: Clone> Server<'_, T> {
    #[retry]
    async fn first(&self) -> Result<T, Error> {
        Ok(self.0.clone())
    }

    #[retry]
    async fn mapped<U: From<T>>(&self) -> Result<U, Error> {
        Ok(self.0.clone().into())
    }
}

#[tokio::test]
async fn methods() {
    let mut client = Client(1);
    meets!(Client::shared, client.shared());
    meets!(Client::exclusive, client.exclusive(&mut 1));
    meets!(Client::early, client.early("a"));
    meets!(Client::new, async { Client::new(1).await.map(drop) });
    let server = Server(&1_u8);
    meets!(Server::<u8>::first, server.first());
    meets!(Server::<u8>::mapped::<u32>, server.mapped::<u32>());
}

trait Api {
    type Item;

    async fn fetch(&self) -> Result<Self::Item, Error>;

    #[retry]
    async fn ready(&self) -> Result<(), Error> {
        Ok(())
    }

    #[retry]
    async fn convert<T: Default>(&self, _: &T) -> Result<T, Error> {
        Ok(T::default())
    }
}

impl Api for Client {
    type Item = u32;

    #[retry]
    async fn fetch(&self) -> Result<u32, Error> {
        Ok(self.0)
    }
}

impl<T: Clone> Api for Server<'_, T> {
    type Item = T;

    #[retry]
    async fn fetch(&self) -> Result<T, Error> {
        Ok(self.0.clone())
    }
}

#[tokio::test]
async fn methods_of_traits() {
    let client = Client(1);
    meets!(<Client as Api>::fetch, client.fetch());
    meets!(Client::fetch, client.fetch());
    meets!(Client::ready, client.ready());
    meets!(Client::convert::<u8>, client.convert(&1_u8));
    let server = Server(&1_u8);
    meets!(Server::<u8>::fetch, server.fetch());
    meets!(Server::<u8>::ready, server.ready());
}

#[async_trait]
trait Boxed {
    async fn below(&self, name: &str) -> Result<usize, Error>;
    async fn other(&mut self, name: String) -> Result<usize, Error>;

    #[retry]
    async fn provided(&self) -> Result<(), Error> {
        Ok(())
    }
}

#[async_trait]
impl Boxed for Client {
    #[retry]
    async fn below(&self, name: &str) -> Result<usize, Error> {
        Ok(name.len())
    }

    #[retry(clone)]
    async fn other(&mut self, name: String) -> Result<usize, Error> {
        self.0 += 1;
        Ok(name.len())
    }
}

struct Above(Client);

#[retry]
#[async_trait]
impl Boxed for Above {
    async fn below(&self, name: &str) -> Result<usize, Error> {
        Ok(name.len())
    }

    async fn other(&mut self, name: String) -> Result<usize, Error> {
        self.0.0 += 1;
        Ok(name.len())
    }
}

struct Below(Client);

#[async_trait]
#[retry]
impl Boxed for Below {
    async fn below(&self, name: &str) -> Result<usize, Error> {
        Ok(name.len())
    }

    async fn other(&mut self, name: String) -> Result<usize, Error> {
        self.0.0 += 1;
        Ok(name.len())
    }
}

#[tokio::test]
async fn methods_of_async_traits() {
    let mut client = Client(1);
    meets!(Client::below, client.below("a"));
    meets!(Client::other, client.other("a".into()));
    meets!(Client::provided, client.provided());
    let mut above = Above(Client(1));
    meets!(Above::below, above.below("a"));
    meets!(Above::other, above.other("a".into()));
    let mut below = Below(Client(1));
    meets!(Below::below, below.below("a"));
    meets!(<Below as Boxed>::other, below.other("a".into()));
    // Whatever it is called through.
    let dynamic: &dyn Boxed = &client;
    meets!(Client::below, dynamic.below("a"));
}

struct Whole(u32);

#[retry(max = 2)]
impl Whole {
    async fn shared(&self) -> Result<u32, Error> {
        Ok(self.0)
    }

    #[retry(name = "own")]
    async fn own(&self) -> Result<u32, Error> {
        Ok(self.0)
    }
}

#[tokio::test]
async fn methods_of_an_annotated_block() {
    let whole = Whole(1);
    meets!(Whole::shared, whole.shared());
    meets!(Whole::own, whole.own());
    let fault = testing::fail_named("own", 1, error);
    assert!(whole.own().await.is_err());
    assert_eq!(fault.met(), 1);
}
