use std::io;

use retry_runtime::retry;

#[retry(max = n)]
//            ^
async fn fetch(n: u32) -> io::Result<u32> {
    Ok(n)
}

fn main() {
    drop(fetch(3));
}
