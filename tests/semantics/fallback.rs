//! `fallback`: what the caller gets in the place of the final error.

use std::cell::Cell;

use retry_runtime::{RetryError, retry};
use tokio::time::sleep;

use crate::support::{Error, fail, ms, timed};

fn sync(error: Error) -> Result<u32, Error> {
    match error {
        Error::Transient(n) => Ok(100 + n),
        other => Err(other),
    }
}

async fn later(error: Error) -> Result<u32, Error> {
    sleep(ms(5)).await;
    sync(error)
}

#[tokio::test(start_paused = true)]
async fn a_sync_and_an_async_function_are_taken() {
    #[retry(max = 2, delay_ms = 10, jitter = none, fallback = sync)]
    async fn with_sync(n: &mut u32) -> Result<u32, Error> {
        fail(n)
    }
    #[retry(max = 2, delay_ms = 10, jitter = none, fallback = later)]
    async fn with_async(n: &mut u32) -> Result<u32, Error> {
        fail(n)
    }
    #[retry(max = 2, delay_ms = 10, jitter = none, fallback = |_| async { sleep(ms(1)).await; Ok(*n) })]
    async fn with_block(n: &mut u32) -> Result<u32, Error> {
        fail(n)
    }
    #[retry(max = 2, delay_ms = 10, jitter = none, fallback = async |error: Error| later(error).await)]
    async fn with_async_closure(n: &mut u32) -> Result<u32, Error> {
        fail(n)
    }
    assert_eq!(timed(with_sync(&mut 0)).await, (ms(10), Ok(102)));
    assert_eq!(timed(with_async(&mut 0)).await, (ms(15), Ok(102)));
    assert_eq!(timed(with_block(&mut 0)).await, (ms(11), Ok(2)));
    assert_eq!(timed(with_async_closure(&mut 0)).await, (ms(15), Ok(102)));
}

#[tokio::test(start_paused = true)]
async fn it_is_asked_for_the_final_error_alone() {
    #[retry(max = 3, delay_ms = 1, fallback = |error| { asked.set(asked.get() + 1); Err(error) })]
    async fn call(asked: &Cell<u32>, n: &mut u32, failures: u32) -> Result<u32, Error> {
        if *n < failures { fail(n) } else { Ok(7) }
    }
    let asked = Cell::new(0);
    assert_eq!(call(&asked, &mut 0, 2).await, Ok(7));
    assert_eq!(asked.get(), 0);
    assert_eq!(call(&asked, &mut 0, 3).await, Err(Error::Transient(3)));
    assert_eq!(asked.get(), 1);
}

#[tokio::test(start_paused = true)]
async fn permanent_errors_and_limits_reach_it_too() {
    #[retry(delay_ms = 1, timeout_ms = 10, fallback = |error| match error { Error::TimedOut(_) => Ok(2), other => Err(other) })]
    async fn pending() -> Result<u32, Error> {
        std::future::pending().await
    }
    #[retry(fallback = |error| match error { Error::Permanent => Ok(1), other => Err(other) })]
    async fn permanent() -> Result<u32, Error> {
        Err(Error::Permanent)
    }
    assert_eq!(timed(pending()).await, (ms(10), Ok(2)));
    assert_eq!(permanent().await, Ok(1));
}

#[tokio::test(start_paused = true)]
async fn it_learns_how_the_call_ended() {
    #[retry(max = 2, delay_ms = 1, fallback = |error| match error {
        RetryError::MaxRetriesExceeded { attempts, source, .. } => Ok((attempts, source)),
        other => Err(other),
    })]
    async fn call(n: &mut u32, error: Option<Error>) -> Result<(u32, Error), RetryError<Error>> {
        error.map_or_else(|| fail(n), Err)
    }
    assert_eq!(call(&mut 0, None).await, Ok((2, Error::Transient(2))));
    let error = call(&mut 0, Some(Error::Permanent)).await.unwrap_err();
    assert!(matches!(error, RetryError::Permanent { .. }), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn it_may_hold_what_is_not_send_on_one_thread_and_be_spawned_where_it_is_send() {
    struct Cache {
        page: String,
        asked: u32,
    }
    impl Cache {
        async fn stored(&mut self) -> Result<String, Error> {
            sleep(ms(1)).await;
            self.asked += 1;
            Ok(self.page.clone())
        }

        #[retry(max = 2, delay_ms = 1, fallback = |_| self.stored())]
        async fn page(&mut self, url: &str, n: &mut u32) -> Result<String, Error> {
            sleep(ms(1)).await;
            let _ = url;
            fail(n)
        }
    }
    let spawned = tokio::spawn(async {
        let mut cache = Cache {
            page: "old".to_owned(),
            asked: 0,
        };
        (cache.page("/", &mut 0).await, cache.asked)
    });
    assert_eq!(spawned.await.unwrap(), (Ok("old".to_owned()), 1));
}
