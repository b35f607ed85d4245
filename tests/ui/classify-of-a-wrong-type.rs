use std::io;

use retry_runtime::retry;

#[retry(classify = |result| result.is_err())]
//                          ^^^^^^^^^^^^^^^
async fn fetch() -> io::Result<u32> {
    Ok(1)
}

fn main() {
    drop(fetch());
}
