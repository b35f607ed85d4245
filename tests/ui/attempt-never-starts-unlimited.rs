use std::io;

use retry_runtime::retry;

#[retry(max = unlimited, jitter = none, timeout_secs = 1)]
//                                                     ^
async fn fetch() -> io::Result<u32> {
    Ok(1)
}

fn main() {
    drop(fetch());
}
