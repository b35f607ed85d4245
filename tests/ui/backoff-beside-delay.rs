use std::io;

use retry_runtime::retry;
use std::time::Duration;

const DELAYS: [Duration; 1] = [Duration::ZERO];

#[retry(delay_ms = 10, backoff = DELAYS)]
//                     ^^^^^^^
async fn fetch() -> io::Result<u32> {
    Ok(1)
}

fn main() {
    drop(fetch());
}
