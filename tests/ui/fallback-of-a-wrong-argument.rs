use std::io;

use retry_runtime::retry;

fn other(text: &str) -> io::Result<u32> {
    text.parse().map_err(io::Error::other)
}

#[retry(fallback = other)]
//                 ^^^^^
async fn fetch() -> io::Result<u32> {
    Ok(1)
}

fn main() {
    drop(fetch());
}
