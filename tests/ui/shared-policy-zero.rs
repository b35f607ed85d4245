use std::io;

use retry_runtime::retry;
use retry_runtime::RetryConfig;

const HTTP: RetryConfig = RetryConfig::new().max(0);
//                        ^^^^^^^^^^^^^^^^^^^^^^^^^

#[retry(config = HTTP)]
async fn fetch() -> io::Result<u32> {
    Ok(1)
}

fn main() {
    drop(fetch());
}
