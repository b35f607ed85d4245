//! Functions of whose errors no fault can be made compile as they do without the feature, and are delayed.

use std::error::Error as StdError;
use std::fmt::Debug;
use std::marker::PhantomData;
use std::sync::Arc;

use retry_runtime::{RetryError, retry, retrying, testing};

use crate::support::{Error, ms, timed};

struct Wrapped<E>(Box<E>);
struct Sized<const N: usize>;
struct Invariant<'a>(PhantomData<fn(&'a ()) -> &'a ()>);

struct Of<E>(PhantomData<E>);

// Nothing says that `E` is `'static`, and the attribute does not see it.
impl<E: Debug> Of<E> {
    #[retry(when = |_| true)]
    async fn own(&self) -> Result<(), E> {
        Ok(())
    }

    #[retry]
    async fn with_retry_error(&self) -> Result<(), RetryError<Arc<E>>>
    where
        Arc<E>: retry_runtime::Transient,
    {
        Ok(())
    }

    #[retry(when = |_| true)]
    async fn shared(&self) -> Result<(), Arc<E>> {
        Ok(())
    }

    #[retry(when = |_| true)]
    async fn wrapped(&self) -> Result<(), Wrapped<E>> {
        Ok(())
    }

    #[retry(when = |_| true)]
    async fn dynamic(&self) -> Result<(), Box<dyn Fn(E) + Send>> {
        Ok(())
    }

    #[retry(when = |_| true)]
    #[retry(when = |_| true)]
    async fn stacked(&self) -> Result<(), (E, Vec<E>)> {
        Ok(())
    }
}

trait Source {
    type Error: Debug;

    #[retry(when = |_| true)]
    async fn provided(&self) -> Result<(), Self::Error> {
        Ok(())
    }
}

impl Source for &str {
    type Error = Error;
}

struct Reader<S>(S);

#[retry(when = |_| true)]
impl<S: Source> Reader<S> {
    async fn read(&self) -> Result<(), S::Error> {
        Ok(())
    }

    async fn boxed(&self) -> Result<(), Box<<S as Source>::Error>> {
        Ok(())
    }
}

#[retry(when = |_| true)]
async fn own<E: StdError>(_: &E) -> Result<(), Vec<E>> {
    Ok(())
}

#[retry(when = |_| true)]
async fn borrowed<'a>(text: &'a str) -> Result<usize, &'a str> {
    Ok(text.len())
}

#[retry(when = |_| true)]
async fn invariant<'a>(_: &'a str) -> Result<(), Invariant<'a>> {
    Ok(())
}

#[retry(when = |_| true)]
async fn opaque() -> Result<(), impl Debug> {
    if true { Ok(()) } else { Err(Error::Permanent) }
}

#[retry(when = |_| true)]
async fn constant<const N: usize>() -> Result<(), Sized<N>> {
    Ok(())
}

async fn block<E: Debug>(_: PhantomData<E>) -> Result<(), E> {
    retrying!(when = |_| true => { Ok::<(), E>(()) }).await
}

async fn block_that_borrows(text: &str) -> Result<usize, &str> {
    retrying!(when = |_| true => { if text.is_empty() { Err(text) } else { Ok(text.len()) } }).await
}

#[tokio::test(start_paused = true)]
async fn they_run_and_take_as_long_as_they_are_told() {
    let of = Of(PhantomData::<Error>);
    assert!(of.own().await.is_ok());
    assert!(of.with_retry_error().await.is_ok());
    assert!(of.shared().await.is_ok());
    assert!(of.wrapped().await.is_ok_and(|()| true));
    assert!(of.dynamic().await.is_ok());
    assert!(of.stacked().await.is_ok());
    assert!("a".provided().await.is_ok());
    assert!(Reader("a").read().await.is_ok());
    assert!(Reader("a").boxed().await.is_ok());
    assert!(own(&Error::Permanent).await.is_ok());
    assert!(invariant("a").await.is_ok());
    assert!(opaque().await.is_ok());
    assert!(constant::<1>().await.is_ok());
    assert!(block(PhantomData::<Error>).await.is_ok());
    assert_eq!(borrowed("a").await, Ok(1));

    let _slow = testing::delay(Of::<Error>::own, ms(30));
    assert_eq!(timed(of.own()).await, (ms(30), Ok(())));
    let text = String::from("abc");
    assert_eq!(block_that_borrows(&text).await, Ok(3));
    assert_eq!(*Wrapped(Box::new(1)).0, 1);
}

#[retry(max = 3, delay_ms = 1)]
async fn anyhow() -> anyhow::Result<()> {
    Ok(())
}

#[retry(max = 3, delay_ms = 1)]
async fn boxed() -> Result<(), Box<dyn StdError + Send + Sync>> {
    Ok(())
}

#[retry(max = 3, delay_ms = 1, when = |_| true)]
async fn text() -> Result<(), &'static str> {
    Ok(())
}

#[retry(max = 3, delay_ms = 1, when = |_| true)]
async fn nested() -> Result<(), Vec<Arc<Error>>> {
    Ok(())
}

#[retry(max = 3, delay_ms = 1, timeout_secs = 9)]
async fn with_retry_error() -> Result<(), RetryError<Error>> {
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn of_those_that_are_fixed_one_can_be_made() {
    let fault = testing::fail(anyhow, 1, || anyhow::anyhow!("down"));
    assert_eq!(anyhow().await.unwrap_err().to_string(), "down");
    assert_eq!(fault.met(), 1);
    let fault = testing::fail(boxed, 1, || Box::<dyn StdError + Send + Sync>::from("down"));
    assert_eq!(boxed().await.unwrap_err().to_string(), "down");
    assert_eq!(fault.met(), 1);
    let fault = testing::fail(text, u32::MAX, || "down");
    assert_eq!(text().await, Err("down"));
    assert_eq!(fault.met(), 3);
    let fault = testing::fail(nested, u32::MAX, || vec![Arc::new(Error::Permanent)]);
    assert!(nested().await.is_err());
    assert_eq!(fault.met(), 3);
    let fault = testing::fail(with_retry_error, 3, || Error::Transient(1));
    let error = with_retry_error().await.unwrap_err();
    assert_eq!((error.attempts(), error.into_last()), (3, Some(Error::Transient(1))));
    assert_eq!(fault.met(), 3);
}
