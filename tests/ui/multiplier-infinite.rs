use std::io;

use retry_runtime::retry;

#[retry(multiplier = 1e999)]
//                   ^^^^^
async fn fetch() -> io::Result<u32> {
    Ok(1)
}

fn main() {
    drop(fetch());
}
