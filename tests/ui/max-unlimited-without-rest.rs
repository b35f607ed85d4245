use std::io;

use retry_runtime::retry;

#[retry(max = unlimited, delay_ms = 0)]
//            ^^^^^^^^^
async fn fetch() -> io::Result<u32> {
    Ok(1)
}

fn main() {
    drop(fetch());
}
