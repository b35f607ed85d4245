//! Mutable references inside other types: lent to each attempt, as plain ones are.

use std::pin::{Pin, pin};

use crate::{Error, Flaky, pause, retry, third};

struct Stream {
    sent: u32,
}

impl Stream {
    async fn send(self: Pin<&mut Self>) {
        pause().await;
        self.get_mut().sent += 1;
    }
}

#[retry(max = 3, delay_ms = 10)]
async fn pinned(flaky: &Flaky, mut stream: Pin<&mut Stream>) -> Result<u32, Error> {
    stream.as_mut().send().await;
    flaky.call().await?;
    Ok(stream.sent)
}

#[retry(max = 3, delay_ms = 10, timeout_secs = 30)]
async fn pinned_consumed(flaky: &Flaky, stream: Pin<&mut Stream>) -> Result<u32, Error> {
    stream.send().await;
    flaky.call().await
}

#[tokio::test(start_paused = true)]
async fn a_pinned_reference_is_lent() {
    let flaky = Flaky::new();
    let mut stream = pin!(Stream { sent: 0 });
    assert_eq!(third(&flaky, pinned(&flaky, stream.as_mut())).await, 3);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, pinned_consumed(&flaky, stream.as_mut())).await, 3);
    assert_eq!(stream.sent, 6);
}

#[retry(max = 3, delay_ms = 10)]
async fn optional(flaky: &Flaky, mut count: Option<&mut u32>) -> Result<(), Error> {
    if let Some(count) = count.as_deref_mut() {
        *count += 1;
    }
    flaky.call().await?;
    if let Some(count) = count {
        *count += 10;
    }
    Ok(())
}

#[retry(max = 3, delay_ms = 10)]
async fn optional_consumed(flaky: &Flaky, count: Option<&mut u32>) -> Result<(), Error> {
    if let Some(count) = count {
        *count += 1;
    }
    flaky.call().await?;
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn an_optional_reference_is_lent() {
    let flaky = Flaky::new();
    let mut count = 0;
    third(&flaky, optional(&flaky, Some(&mut count))).await;
    assert_eq!(count, 13);
    let flaky = Flaky::new();
    third(&flaky, optional_consumed(&flaky, Some(&mut count))).await;
    assert_eq!(count, 16);
    let flaky = Flaky::new();
    third(&flaky, optional_consumed(&flaky, None)).await;
}
