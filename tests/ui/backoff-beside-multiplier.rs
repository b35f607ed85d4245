use std::io;

use retry_runtime::retry;
use std::time::Duration;

const DELAYS: [Duration; 1] = [Duration::ZERO];

#[retry(backoff = DELAYS, multiplier = 3.0)]
//                        ^^^^^^^^^^
async fn fetch() -> io::Result<u32> {
    Ok(1)
}

fn main() {
    drop(fetch());
}
