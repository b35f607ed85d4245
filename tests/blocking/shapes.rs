//! The kinds of functions.
#![allow(
    clippy::needless_pass_by_value,
    clippy::boxed_local,
    reason = "arguments by value that the body only borrows are a shape of their own"
)]

use std::cell::Cell;
use std::io;

use retry_runtime::{RetryError, Transient, retry};
use tracing::instrument;

use crate::timed;

fn lost() -> io::Error {
    io::ErrorKind::ConnectionReset.into()
}

/// Fails twice.
#[derive(Default)]
struct Flaky(Cell<u32>);

impl Flaky {
    fn call(&self) -> io::Result<u32> {
        self.0.set(self.0.get() + 1);
        if self.0.get() < 3 {
            Err(lost())
        } else {
            Ok(self.0.get())
        }
    }
}

#[derive(Default)]
struct Client {
    flaky: Flaky,
    bytes: Vec<u8>,
}

trait Api {
    fn bytes(&self) -> Result<&[u8], io::Error>;

    fn flaky(&self) -> &Flaky;

    #[retry]
    fn provided(&mut self) -> io::Result<u32>
    where
        Self: Sized,
    {
        self.flaky().call()
    }
}

impl Api for Client {
    #[retry]
    fn bytes(&self) -> Result<&[u8], io::Error> {
        self.flaky.call()?;
        Ok(&self.bytes)
    }

    fn flaky(&self) -> &Flaky {
        &self.flaky
    }
}

impl Client {
    #[retry]
    fn exclusive(&mut self, name: &str) -> io::Result<usize> {
        self.bytes.push(0);
        self.flaky.call()?;
        Ok(self.bytes.len() + name.len())
    }

    #[retry]
    fn by_value(self, name: String) -> io::Result<usize> {
        self.flaky.call()?;
        Ok(name.len())
    }

    #[retry]
    fn boxed(self: Box<Self>) -> io::Result<usize> {
        self.flaky.call()?;
        Ok(self.bytes.len())
    }

    #[retry]
    #[instrument(skip(self), err)]
    fn over_a_span(&mut self, name: String) -> io::Result<usize> {
        self.flaky.call()?;
        Ok(name.len())
    }

    #[instrument(skip(self), err)]
    #[retry]
    fn under_a_span(&mut self, name: String) -> Result<usize, RetryError<io::Error>> {
        self.flaky.call()?;
        Ok(name.len())
    }

    #[instrument(skip_all)]
    #[retry]
    fn under_a_plain_span(&mut self, name: String) -> Result<usize, RetryError<io::Error>> {
        self.bytes.push(0);
        self.flaky.call()?;
        Ok(name.len())
    }

    #[retry]
    fn iterated(&mut self, numbers: &mut [u32]) -> io::Result<u32> {
        for number in numbers {
            *number += 1;
        }
        self.flaky.call()
    }

    #[retry]
    unsafe fn deref(&self, byte: *const u8) -> io::Result<u8> {
        self.flaky.call()?;
        // SAFETY: the caller's pointer is valid.
        Ok(unsafe { *byte })
    }

    #[retry]
    fn opaque<'a>(&'a self, map: impl Fn(u8) -> u8 + 'a) -> io::Result<impl Iterator<Item = u8> + 'a> {
        self.flaky.call()?;
        Ok(self.bytes.iter().copied().map(move |byte| byte + 1).chain([map(0)]))
    }

    // Each attempt calls the same closure, as an `async fn` does.
    #[retry]
    fn called(&mut self, note: impl FnMut(&mut Vec<u8>)) -> io::Result<usize> {
        note(&mut self.bytes);
        self.flaky.call()?;
        Ok(self.bytes.len())
    }

    #[retry(max = 3)]
    fn parsed(&self, text: &str) -> Result<u32, Box<dyn std::error::Error + Send + Sync>> {
        let parse = |text: &str| text.parse::<u32>();
        self.flaky.call()?;
        if text.is_empty() {
            return Ok(0);
        }
        Ok(parse(text)?)
    }
}

// The limit on attempts is for the method that is cut by it.
#[retry(max = 3, attempt_timeout_ms = 500, delay_ms = 10)]
impl Client {
    async fn asynchronous(&self) -> io::Result<u32> {
        self.flaky.call()
    }

    fn untouched(&self) -> io::Result<u32> {
        self.flaky.call()
    }

    #[retry]
    fn asked_for(&self) -> io::Result<u32> {
        self.flaky.call()
    }
}

#[test]
fn methods_are_retried() {
    let _time = retry_runtime::testing::virtual_time();
    let client = Client::default;
    assert_eq!(client().exclusive("abc").unwrap(), 6);
    assert_eq!(client().by_value("abc".into()).unwrap(), 3);
    assert_eq!(Box::new(client()).boxed().unwrap(), 0);
    assert_eq!(client().bytes().unwrap(), [0_u8; 0]);
    assert_eq!(client().provided().unwrap(), 3);
    assert_eq!(client().over_a_span("abc".into()).unwrap(), 3);
    assert_eq!(client().under_a_span("abc".into()).unwrap(), 3);
    assert_eq!(client().under_a_plain_span("abc".into()).unwrap(), 3);
    let mut numbers = [0; 2];
    assert_eq!(client().iterated(&mut numbers).unwrap(), 3);
    assert_eq!(numbers, [3, 3]);
    // SAFETY: it is a reference.
    assert_eq!(unsafe { client().deref(&5) }.unwrap(), 5);
    assert_eq!(client().opaque(|byte| byte + 7).unwrap().collect::<Vec<_>>(), [7]);
    let mut calls = 0;
    let count = |bytes: &mut Vec<u8>| {
        calls += 1;
        bytes.push(0);
    };
    assert_eq!(client().called(count).unwrap(), 3);
    assert_eq!(calls, 3);
    assert_eq!(client().parsed("5").unwrap(), 5);
    assert_eq!(client().parsed("").unwrap(), 0);
    client().parsed("x").unwrap_err();
}

#[test]
fn the_methods_of_a_block_are_retried_where_they_say_so() {
    let _time = retry_runtime::testing::virtual_time();
    assert_eq!(Client::default().asked_for().unwrap(), 3);
    Client::default().untouched().unwrap_err();
    drop(Client::default().asynchronous());
}

#[derive(Debug, PartialEq, Transient)]
#[transient]
struct WithoutFrom;

// A limit asks nothing of the error: the caller gets the last one.
#[retry(max = 2, delay_ms = 10, timeout_secs = 30)]
fn limited() -> Result<(), WithoutFrom> {
    Err(WithoutFrom)
}

#[retry(max = 2, delay_ms = 10)]
fn generic<T: Clone, E: Transient>(value: &T, error: &mut Option<E>) -> Result<T, E> {
    error.take().map_or_else(|| Ok(value.clone()), Err)
}

#[retry]
fn runs_an_async_block() -> io::Result<u32> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(async { std::future::ready(Ok(5)).await })
}

#[retry]
fn recursive(depth: u32) -> io::Result<u32> {
    if depth == 0 {
        Ok(0)
    } else {
        Ok(recursive(depth - 1)? + 1)
    }
}

#[test]
fn functions_are_retried() {
    assert_eq!(timed(|_| limited()).1, Err(WithoutFrom));
    assert_eq!(timed(|_| generic(&5, &mut Some(WithoutFrom))).1, Ok(5));
    assert_eq!(runs_an_async_block().unwrap(), 5);
    assert_eq!(recursive(3).unwrap(), 3);
}

#[test]
#[retry]
fn a_test_is_a_function() -> io::Result<()> {
    Ok(())
}
