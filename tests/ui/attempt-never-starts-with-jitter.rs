use std::io;

use retry_runtime::retry;

#[retry(max = 4, delay_ms = 400, jitter = 0.25, max_delay_ms = 500, timeout_ms = 1050)]
//                                                                               ^^^^
async fn fetch() -> io::Result<u32> {
    Ok(1)
}

fn main() {
    drop(fetch());
}
