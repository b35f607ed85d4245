use std::io;

use retry_runtime::retry;

#[retry(context = url)]
//                ^^^
async fn fetch(url: &str) -> io::Result<usize> {
    Ok(url.len())
}

fn main() {
    drop(fetch("/"));
}
