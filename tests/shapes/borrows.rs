//! Results whose signature looks as if they borrowed from a `&mut` argument, and which do not.

use std::pin::Pin;
use std::sync::Arc;

use async_trait::async_trait;

use crate::{Error, Flaky, pause, retry};

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

#[derive(Default)]
struct Connection {
    n: u32,
    sent: Vec<u8>,
    name: &'static str,
}

impl Connection {
    #[retry(max = 3, delay_ms = 1)]
    fn ping(&mut self, flaky: Arc<Flaky>) -> BoxFuture<'_, Result<u32, Error>> {
        Box::pin(async move {
            self.n += 1;
            pause().await;
            flaky.call().await?;
            Ok(self.n)
        })
    }

    #[retry(max = 3, delay_ms = 1)]
    async fn name(&mut self, flaky: &Flaky) -> Result<&str, Error> {
        self.n += 1;
        pause().await;
        flaky.call().await?;
        Ok(self.name)
    }

    // Only a shared borrow is lent.
    #[retry(max = 3, delay_ms = 1)]
    async fn sent(&mut self, flaky: &Flaky) -> Result<&[u8], Error> {
        pause().await;
        flaky.call().await?;
        Ok(&self.sent)
    }

    // One field is lent, and another one changed.
    #[retry(max = 3, delay_ms = 1)]
    async fn counted(&mut self, flaky: &Flaky) -> Result<&[u8], Error> {
        self.n += 1;
        pause().await;
        flaky.call().await?;
        Ok(&self.sent)
    }
}

impl Connection {
    // An `impl Trait` may borrow, by its words or without.
    #[retry(max = 3, delay_ms = 1)]
    async fn bytes(&mut self, flaky: &Flaky) -> Result<impl Iterator<Item = u8>, Error> {
        flaky.call().await?;
        Ok(self.sent.iter().copied())
    }

    #[retry(max = 3, delay_ms = 1)]
    async fn references(&mut self, flaky: &Flaky) -> Result<impl Iterator<Item = &u8> + '_, Error> {
        flaky.call().await?;
        Ok(self.sent.iter())
    }
}

type Number<'a> = &'a mut u32;

#[retry(max = 3, delay_ms = 1)]
async fn through_a_value<'a>(flaky: &Flaky, n: Number<'a>) -> Result<&'a u32, Error> {
    flaky.call().await?;
    Ok(&*n)
}

#[retry(max = 3, delay_ms = 1)]
async fn awaited<F>(flaky: &Flaky, future: &mut F) -> Result<u32, Error>
where
    F: Future<Output = u32> + Unpin + Send,
{
    flaky.call().await?;
    Ok(future.await)
}

#[retry(max = 3, delay_ms = 1)]
async fn of_another<'a>(flaky: &Flaky, n: &'a mut u32, text: &'a str) -> Result<&'a str, Error> {
    *n += 1;
    pause().await;
    flaky.call().await?;
    Ok(text)
}

#[retry(max = 3, delay_ms = 1)]
async fn function(flaky: &Flaky, n: &mut u32) -> Result<fn(&str) -> usize, Error> {
    *n += 1;
    flaky.call().await?;
    Ok(str::len)
}

#[retry(max = 3, delay_ms = 1)]
async fn closure(flaky: &Flaky, n: &mut u32) -> Result<Box<dyn Fn(&str) -> usize + Send>, Error> {
    *n += 1;
    flaky.call().await?;
    Ok(Box::new(str::len))
}

#[retry(max = 3, delay_ms = 1)]
async fn taking_mutable(flaky: &Flaky, n: &mut u32) -> Result<fn(&mut u32), Error> {
    *n += 1;
    flaky.call().await?;
    Ok(|n| *n += 1)
}

#[retry(max = 3, delay_ms = 1)]
async fn forever(flaky: &Flaky, n: &mut u32) -> Result<&'static str, Error> {
    *n += 1;
    flaky.call().await?;
    Ok("abc")
}

#[async_trait]
trait Named {
    async fn name_of<'a>(&mut self, flaky: &Flaky, text: &'a str) -> Result<&'a str, Error>;
}

#[async_trait]
impl Named for Connection {
    #[retry(max = 3, delay_ms = 1)]
    async fn name_of<'a>(&mut self, flaky: &Flaky, text: &'a str) -> Result<&'a str, Error> {
        self.n += 1;
        flaky.call().await?;
        Ok(text)
    }
}

fn connection() -> Connection {
    Connection {
        sent: vec![1, 2],
        name: "abc",
        ..Connection::default()
    }
}

/// Each of the calls, spawned: it fails twice and succeeds then.
macro_rules! spawned {
    ($($name:ident: |$flaky:ident, $connection:ident, $n:ident| $call:expr => |$value:ident| $holds:expr;)*) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                let flaky = Arc::new(Flaky::new());
                let mine = Arc::clone(&flaky);
                let task = tokio::spawn(async move {
                    let $flaky = &mine;
                    let (mut $connection, mut $n) = (connection(), 0);
                    let _ = (&mut $connection, &mut $n);
                    $call.await.map(|$value| $holds)
                });
                assert_eq!(task.await.ok(), Some(Ok(true)));
                assert_eq!(flaky.attempts(), 3);
            }
        )*
    };
}

spawned! {
    a_future_that_borrows: |flaky, connection, n| connection.ping(Arc::clone(flaky)) => |value| value == 3;
    a_name_that_is_static: |flaky, connection, n| connection.name(flaky) => |value| value == "abc";
    a_shared_borrow: |flaky, connection, n| connection.sent(flaky) => |value| value == [1, 2];
    a_borrow_of_one_field: |flaky, connection, n| connection.counted(flaky) => |value| value == [1, 2];
    a_borrow_from_another_argument: |flaky, connection, n| of_another(flaky, &mut n, "abc") => |value| value == "abc";
    a_function_of_references: |flaky, connection, n| function(flaky, &mut n) => |value| value("abc") == 3;
    a_closure_of_references: |flaky, connection, n| closure(flaky, &mut n) => |value| value("abc") == 3;
    a_function_of_mutable_references: |flaky, connection, n| taking_mutable(flaky, &mut n) => |value| {
        let mut n = 1;
        value(&mut n);
        n == 2
    };
    a_static_borrow: |flaky, connection, n| forever(flaky, &mut n) => |value| value == "abc";
    an_opaque_borrow: |flaky, connection, n| connection.bytes(flaky) => |value| value.eq([1, 2]);
    an_opaque_borrow_of_references: |flaky, connection, n| connection.references(flaky) => |value| value.eq(&[1, 2]);
    a_borrow_through_a_value: |flaky, connection, n| through_a_value(flaky, &mut n) => |value| *value == 0;
    a_future_by_reference: |flaky, connection, n| awaited(flaky, &mut Box::pin(async { 3 })) => |value| value == 3;
    a_method_of_async_trait: |flaky, connection, n| connection.name_of(flaky, "abc") => |value| value == "abc";
}
