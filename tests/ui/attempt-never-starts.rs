use std::io;

use retry_runtime::retry;

#[retry(max = 5, delay_secs = 2, jitter = none, timeout_secs = 10)]
//                                                             ^^
async fn fetch() -> io::Result<u32> {
    Ok(1)
}

fn main() {
    drop(fetch());
}
