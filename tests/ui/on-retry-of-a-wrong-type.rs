use std::io;

use retry_runtime::retry;

fn log(error: &io::Error) {
    println!("{error}");
}

#[retry(on_retry = log)]
//                 ^^^
async fn fetch() -> io::Result<u32> {
    Ok(1)
}

fn main() {
    drop(fetch());
}
