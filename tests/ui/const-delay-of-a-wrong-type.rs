use std::io;

use retry_runtime::retry;

const DELAY: u64 = 100;

#[retry(delay = DELAY)]
//              ^^^^^
async fn fetch() -> io::Result<u32> {
    Ok(1)
}

fn main() {
    drop(fetch());
}
