//! The loop and the limit without the attribute.

use std::future::pending;

use retry_runtime::{Jitter, RetryConfig, RetryError, Scope, retry_with_backoff, testing, timeout_wrapper};
use tokio::time::sleep;

use crate::support::{Error, fail, ms, timed};

const CONFIG: RetryConfig = RetryConfig::new().jitter(Jitter::None);

#[tokio::test(start_paused = true)]
async fn the_loop_retries_until_success() {
    let mut n = 0;
    let call = retry_with_backoff(&CONFIG, || {
        n += 1;
        let n = n;
        async move { if n < 3 { Err(Error::Transient(n)) } else { Ok(n) } }
    });
    assert_eq!(timed(call).await, (ms(3000), Ok(3)));
}

#[tokio::test(start_paused = true)]
async fn the_loop_ends_as_the_attribute_does() {
    let mut n = 0;
    let error = retry_with_backoff(&CONFIG, || std::future::ready(fail::<()>(&mut n)))
        .await
        .unwrap_err();
    assert_eq!(error, testing::max_retries_exceeded(3, ms(3000), Error::Transient(3)));
    let error = retry_with_backoff(&CONFIG, || async { Err::<(), _>(Error::Permanent) })
        .await
        .unwrap_err();
    assert_eq!(error, testing::permanent(1, Error::Permanent));

    let config = CONFIG.timeout(ms(1500));
    let mut n = 0;
    let call = retry_with_backoff(&config, || {
        n += 1;
        let n = n;
        async move {
            if n == 1 {
                Err::<(), _>(Error::Transient(n))
            } else {
                pending().await
            }
        }
    });
    let (elapsed, result) = timed(call).await;
    assert_eq!(elapsed, ms(1500));
    let Err(RetryError::OperationCancelled {
        attempts,
        timed_out,
        last,
        ..
    }) = result
    else {
        panic!("{result:?}")
    };
    assert_eq!(
        (attempts, timed_out.scope(), last),
        (2, Scope::Operation, Some(Error::Transient(1)))
    );
}

#[tokio::test(start_paused = true)]
async fn the_limit_cuts_what_takes_longer() {
    assert_eq!(timed(timeout_wrapper(ms(100), sleep(ms(100)))).await, (ms(100), Ok(())));
    let (elapsed, result) = timed(timeout_wrapper(ms(100), sleep(ms(101)))).await;
    let timed_out = result.unwrap_err();
    assert_eq!(elapsed, ms(100));
    assert_eq!(
        (timed_out.limit(), timed_out.scope(), timed_out.attempts()),
        (ms(100), Scope::Operation, 1)
    );
}
