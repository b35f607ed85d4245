//! The loops: none, written by hand, ours, and those of other crates.
#![allow(unexpected_cfgs, reason = "what `retry-if` generates asks for a feature of its own")]

use std::future::poll_fn;
use std::hint::black_box;
use std::task::Poll;
use std::time::Duration;

use retry_runtime::{Transient, retry};

use crate::operation::{Client, Error};

const LIMIT: Duration = Duration::from_secs(30);

pub async fn bare(client: &Client, key: &str) -> Result<u64, Error> {
    client.get(key).await
}

/// What services write: exponential backoff, capped.
///
/// What the base is, is hidden from the compiler: a loop that is known to have no delay would not be the loop that
/// services write, since it would be left without its timer.
fn delay(attempt: u32, base: Duration) -> Duration {
    black_box(base)
        .saturating_mul(1 << attempt.min(16))
        .min(Duration::from_secs(30))
}

/// The same with its timer, as some write it: it stores the delay's arguments beside the timer, and makes the future
/// larger.
async fn sleep(attempt: u32, base: Duration) {
    let delay = delay(attempt, base);
    if delay.is_zero() {
        yield_once().await;
    } else {
        tokio::time::sleep(delay).await;
    }
}

/// What stands for a delay of zero, so that other tasks run before the next attempt.
fn yield_once() -> impl Future<Output = ()> {
    let mut yielded = false;
    poll_fn(move |cx| {
        if yielded {
            return Poll::Ready(());
        }
        yielded = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
}

macro_rules! hand_written {
    ($name:ident, |$attempt:ident| $sleep:expr) => {
        pub async fn $name(client: &Client, key: &str) -> Result<u64, Error> {
            let mut $attempt = 0;
            loop {
                match client.get(key).await {
                    Ok(value) => return Ok(value),
                    Err(error) if $attempt + 1 < 3 && error.is_transient() => {
                        $sleep;
                        $attempt += 1;
                    }
                    Err(error) => return Err(error),
                }
            }
        }
    };
    ($name:ident, $base:expr) => {
        hand_written!($name, |attempt| {
            let delay = delay(attempt, $base);
            if delay.is_zero() {
                yield_once().await;
            } else {
                tokio::time::sleep(delay).await;
            }
        });
    };
}

hand_written!(hand_written, Duration::from_secs(1));
hand_written!(hand_written_without_delay, Duration::ZERO);
hand_written!(hand_written_with_async_delay, |attempt| sleep(attempt, Duration::ZERO)
    .await);

pub async fn hand_written_in_timeout(client: &Client, key: &str) -> Result<u64, Error> {
    tokio::time::timeout(LIMIT, hand_written(client, key)).await?
}

pub async fn hand_written_in_timeout_without_delay(client: &Client, key: &str) -> Result<u64, Error> {
    tokio::time::timeout(LIMIT, hand_written_without_delay(client, key)).await?
}

pub async fn hand_written_in_timeout_with_async_delay(client: &Client, key: &str) -> Result<u64, Error> {
    tokio::time::timeout(LIMIT, hand_written_with_async_delay(client, key)).await?
}

#[retry(max = 3, delay_ms = 1000, timeout_secs = 30)]
pub async fn ours(client: &Client, key: &str) -> Result<u64, Error> {
    client.get(key).await
}

#[retry(max = 3, delay_ms = 1000)]
pub async fn ours_without_limit(client: &Client, key: &str) -> Result<u64, Error> {
    client.get(key).await
}

#[retry(max = 3, delay_ms = 0, timeout_secs = 30)]
pub async fn ours_without_delay(client: &Client, key: &str) -> Result<u64, Error> {
    client.get(key).await
}

#[retry(max = 3, delay_ms = 0)]
pub async fn ours_without_limit_and_delay(client: &Client, key: &str) -> Result<u64, Error> {
    client.get(key).await
}

/// As a const expression: a literal that is longer than its cap is a mistake.
const SECOND: Duration = Duration::from_secs(1);

#[retry(max = 3, delay = SECOND, max_delay_ms = 0)]
pub async fn ours_with_delays_cut_to_zero(client: &Client, key: &str) -> Result<u64, Error> {
    client.get(key).await
}

pub async fn tokio_retry(client: &Client, key: &str) -> Result<u64, Error> {
    let delays = tokio_retry::strategy::ExponentialBackoff::from_millis(1000).take(2);
    tokio_retry::RetryIf::start(delays, || client.get(key), Error::is_transient).await
}

pub async fn tryhard(client: &Client, key: &str) -> Result<u64, Error> {
    tryhard::retry_fn(|| client.get(key))
        .retries(2)
        .exponential_backoff(Duration::from_secs(1))
        .await
}

pub async fn backoff(client: &Client, key: &str) -> Result<u64, Error> {
    let delays = backoff::ExponentialBackoff::default();
    backoff::future::retry(delays, || async {
        client.get(key).await.map_err(|error| {
            if error.is_transient() {
                backoff::Error::transient(error)
            } else {
                backoff::Error::permanent(error)
            }
        })
    })
    .await
}

pub async fn backon(client: &Client, key: &str) -> Result<u64, Error> {
    use backon::Retryable;
    (|| client.get(key))
        .retry(backon::ExponentialBuilder::default().with_max_times(2))
        .when(Error::is_transient)
        .await
}

pub async fn backon_in_timeout(client: &Client, key: &str) -> Result<u64, Error> {
    tokio::time::timeout(LIMIT, backon(client, key)).await?
}

const RETRY_IF: retry_if::ExponentialBackoffConfig = retry_if::ExponentialBackoffConfig {
    max_retries: 2,
    t_wait: Duration::from_secs(1),
    backoff: 2.0,
    t_wait_max: None,
    backoff_max: Some(Duration::from_secs(30)),
};

fn is_transient(result: &Result<u64, Error>) -> bool {
    result.as_ref().is_err_and(Error::is_transient)
}

#[retry_if::retry(RETRY_IF, is_transient)]
pub async fn retry_if(client: &Client, key: &str) -> Result<u64, Error> {
    client.get(key).await
}

#[backon_macros::backon(when = Error::is_transient)]
pub async fn backon_macros(client: &Client, key: &str) -> Result<u64, Error> {
    client.get(key).await
}

/// A large argument, which no loop may store twice.
pub type Large = [u8; 4096];

pub async fn bare_large(client: &Client, large: Large) -> Result<u64, Error> {
    let value = client.get("large").await?;
    Ok(value + u64::from(large[black_box(7)]))
}

#[retry(max = 3, delay_ms = 1000, timeout_secs = 30)]
pub async fn ours_large(client: &Client, large: Large) -> Result<u64, Error> {
    let value = client.get("large").await?;
    Ok(value + u64::from(large[black_box(7)]))
}
