use retry_runtime::{RetryConfig, retry_with_backoff};

fn main() {
    let _ = retry_with_backoff(RetryConfig::new(), || async { "1".parse::<u32>() });
//          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
}
