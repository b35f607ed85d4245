//! The process-wide switch, in a process of its own: it would turn off the retries of the other tests.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use std::io;

use retry_runtime::retry;
use retry_runtime::testing::Retries;

#[retry(max = 5, delay_secs = 10)]
async fn ping(calls: &mut u32) -> io::Result<()> {
    *calls += 1;
    Err(io::ErrorKind::ConnectionRefused.into())
}

async fn calls() -> u32 {
    let mut calls = 0;
    ping(&mut calls).await.unwrap_err();
    calls
}

#[tokio::test(start_paused = true)]
async fn the_widest_switch_yields_to_narrower_ones() {
    Retries::Off.everywhere();
    assert_eq!(calls().await, 1);
    assert_eq!(Retries::Normal.within(calls()).await, 5);
    {
        let _guard = Retries::AtMost(2).on_this_thread();
        assert_eq!(calls().await, 2);
        assert_eq!(Retries::AtMost(3).within(calls()).await, 3);
    }
    let elsewhere = tokio::task::spawn_blocking(|| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build();
        runtime.unwrap().block_on(calls())
    });
    assert_eq!(elsewhere.await.unwrap(), 1);
    Retries::Normal.everywhere();
    assert_eq!(calls().await, 5);
}
