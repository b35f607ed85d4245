use std::io;

use retry_runtime::{RetryEvent, retry};

fn log(_: &RetryEvent<'_, io::Error>) {}

#[retry(on_retry = log())]
//                 ^^^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
