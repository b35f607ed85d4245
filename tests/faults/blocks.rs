//! Blocks of code.

use std::io;

use retry_runtime::{retry, retrying, testing};

use crate::support::{Error, ms, timed};

#[tokio::test(start_paused = true)]
async fn a_block_is_found_by_its_name() {
    let mut runs = 0;
    let fault = testing::fail_named("block", 2, || Error::Transient(1));
    let slow = testing::delay_named("block", ms(50));
    let call = retrying!(max = 3, delay_ms = 100, jitter = none, name = "block" => {
        runs += 1;
        Ok::<_, Error>(runs)
    });
    assert_eq!(timed(call).await, (ms(300 + 3 * 50), Ok(1)));
    assert_eq!((fault.met(), slow.met()), (2, 3));
}

async fn around(name: &str) -> Result<usize, io::Error> {
    let length = retrying!(max = 3, delay_ms = 100, when = |_| true => {
        let number: usize = name.parse().map_err(io::Error::other)?;
        Ok::<_, io::Error>(number)
    });
    length.await
}

#[tokio::test(start_paused = true)]
async fn or_by_the_function_around_it() {
    let fault = testing::fail(around, 2, || io::Error::from(io::ErrorKind::NotFound));
    assert_eq!(around("3").await.unwrap(), 3);
    assert_eq!(fault.met(), 2);
}

#[retry(max = 1, name = "outer")]
async fn both() -> Result<u32, Error> {
    retrying!(max = 2, delay_ms = 1, name = "inner" => { Ok::<_, Error>(1) }).await
}

#[tokio::test(start_paused = true)]
async fn of_a_function_and_its_block_each_meets_its_own() {
    let inner = testing::fail_named("inner", 1, || Error::Transient(1));
    assert_eq!(both().await, Ok(1));
    assert_eq!(inner.met(), 1);
    let outer = testing::fail_named("outer", 1, || Error::Transient(1));
    assert_eq!(both().await, Err(Error::Transient(1)));
    assert_eq!((inner.met(), outer.met()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn what_is_known_of_its_error_later_is_enough() {
    async fn text(fails: bool) -> String {
        let block = retrying!(max = 2, delay_ms = 1, when = |error: &String| error == "down", name = "text" => {
            if fails {
                Err("broken".into())
            } else {
                Ok(())
            }
        });
        block.await.err().unwrap_or_default()
    }
    assert_eq!(text(true).await, "broken");
    let _fault = testing::fail_named("text", u32::MAX, || "down".to_owned());
    assert_eq!(text(false).await, "down");
}
