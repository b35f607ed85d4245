//! The value of a body is coerced to the function's type, as without the attribute.

use std::error::Error as StdError;
use std::fmt::Debug;
use std::io;

use async_trait::async_trait;
use retry_runtime::{RetryError, retry};

type Shown = Box<dyn Debug + Send>;

struct Log(Vec<u8>);

#[retry]
async fn a_mut_reference(log: &mut Log) -> Result<Shown, io::Error> {
    log.0.push(1);
    Ok(Box::new(1u8))
}

#[retry]
async fn a_reference(log: &Log) -> Result<Shown, io::Error> {
    Ok(Box::new(log.0.len()))
}

#[retry]
async fn a_mut_argument(mut n: u8) -> Result<Shown, io::Error> {
    n += 1;
    Ok(Box::new(n))
}

#[retry(clone)]
async fn a_clone(text: String) -> Result<Shown, io::Error> {
    Ok(Box::new(text))
}

#[retry(when = |_| true)]
async fn a_predicate(log: &mut Log) -> Result<Shown, io::Error> {
    log.0.push(1);
    Ok(Box::new(1u8))
}

#[retry(on_retry = |_| (), timeout_secs = 1, context = attempt)]
async fn a_hook(log: &mut Log) -> Result<Shown, io::Error> {
    log.0.push(1);
    Ok(Box::new(attempt.number()))
}

#[retry(max = 2)]
#[retry(max = 2)]
async fn two_attributes(log: &mut Log) -> Result<Shown, io::Error> {
    log.0.push(1);
    Ok(Box::new(1u8))
}

#[retry]
async fn a_retry_error(log: &mut Log) -> Result<Shown, RetryError<io::Error>> {
    log.0.push(1);
    Ok(Box::new(1u8))
}

#[retry(when = |_| false)]
async fn an_error(log: &mut Log) -> Result<u8, Box<dyn StdError + Send + Sync>> {
    log.0.push(1);
    if log.0.len() > 9 {
        return Err("full".into());
    }
    Err(Box::new(io::Error::other("lost")))
}

#[retry]
async fn a_slice(log: &mut Log) -> Result<&'static [u8], io::Error> {
    log.0.push(1);
    Ok(&[1, 2])
}

#[retry]
async fn a_function(log: &mut Log) -> Result<fn(u8) -> u8, io::Error> {
    log.0.push(1);
    if log.0.is_empty() { Ok(|n| n + 1) } else { Ok(|n| n + 2) }
}

#[retry]
#[tracing::instrument(skip_all)]
async fn above_instrument(log: &mut Log) -> Result<Shown, io::Error> {
    log.0.push(1);
    Ok(Box::new(1u8))
}

#[tracing::instrument(skip_all)]
#[retry]
async fn below_instrument(log: &mut Log) -> Result<Shown, io::Error> {
    log.0.push(1);
    Ok(Box::new(1u8))
}

#[tracing::instrument(skip_all, err, ret)]
#[retry]
async fn below_instrument_with_err(log: &mut Log) -> Result<Shown, io::Error> {
    log.0.push(1);
    Ok(Box::new(1u8))
}

impl Log {
    #[retry]
    async fn method(&mut self) -> Result<Shown, io::Error> {
        self.0.push(1);
        Ok(Box::new(1u8))
    }

    #[retry]
    async fn moving_method(&mut self, other: &mut Log) -> Result<Shown, io::Error> {
        let held = self;
        held.0.append(&mut other.0);
        Ok(Box::new(held.0.len()))
    }
}

#[async_trait]
trait Source {
    async fn next(&mut self, log: &mut Log) -> Result<Shown, io::Error>;
}

#[async_trait]
impl Source for Log {
    #[retry]
    async fn next(&mut self, log: &mut Log) -> Result<Shown, io::Error> {
        log.0.append(&mut self.0);
        Ok(Box::new(log.0.len()))
    }
}

#[tokio::test(start_paused = true)]
async fn every_value_is_coerced() {
    let (mut log, mut other) = (Log(Vec::new()), Log(vec![1, 2]));
    let shown = [
        a_mut_reference(&mut log).await.unwrap(),
        a_reference(&log).await.unwrap(),
        a_mut_argument(0).await.unwrap(),
        a_clone("1".to_owned()).await.unwrap(),
        a_predicate(&mut log).await.unwrap(),
        a_hook(&mut log).await.unwrap(),
        two_attributes(&mut log).await.unwrap(),
        a_retry_error(&mut log).await.unwrap(),
        above_instrument(&mut log).await.unwrap(),
        below_instrument(&mut log).await.unwrap(),
        below_instrument_with_err(&mut log).await.unwrap(),
        log.method().await.unwrap(),
        log.moving_method(&mut other).await.unwrap(),
        log.next(&mut other).await.unwrap(),
    ]
    .map(|value| format!("{value:?}"));
    assert_eq!(shown.join(" "), "1 1 1 \"1\" 1 1 1 1 1 1 1 1 11 11");

    assert_eq!(an_error(&mut other).await.unwrap_err().to_string(), "full");
    assert_eq!(an_error(&mut log).await.unwrap_err().to_string(), "lost");
    assert_eq!(a_slice(&mut log).await.unwrap(), [1, 2]);
    assert_eq!(a_function(&mut log).await.unwrap()(1), 3);
}
