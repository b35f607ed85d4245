use std::io;

use retry_runtime::retry;

async fn other(_: io::Error) -> io::Result<u32> {
    Ok(5)
}

#[retry(max = 3, fallback = other)]
//                          ^^^^^
fn fetch() -> io::Result<u32> {
    Ok(1)
}

fn main() {
    let _ = fetch();
}
