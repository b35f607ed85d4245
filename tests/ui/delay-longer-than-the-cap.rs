use std::io;

use retry_runtime::retry;

#[retry(delay_secs = 60, max_delay_secs = 10)]
//                   ^^
async fn fetch() -> io::Result<u32> {
    Ok(1)
}

fn main() {
    drop(fetch());
}
