use std::io;

use retry_runtime::retry;

const LIMIT: &str = "3";

#[retry(max = LIMIT)]
//            ^^^^^
async fn fetch() -> io::Result<u32> {
    Ok(1)
}

fn main() {
    drop(fetch());
}
