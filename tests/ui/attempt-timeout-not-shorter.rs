use std::io;

use retry_runtime::retry;

#[retry(attempt_timeout_secs = 30, timeout_secs = 5)]
//                             ^^
async fn fetch() -> io::Result<u32> {
    Ok(1)
}

fn main() {
    drop(fetch());
}
