use std::io;

use retry_runtime::{RetryEvent, retry};

async fn log(event: &RetryEvent<'_, io::Error>) {
    println!("{event:?}");
}

#[retry(on_retry = log)]
//                 ^^^
async fn fetch() -> io::Result<u32> {
    Ok(1)
}

fn main() {
    drop(fetch());
}
