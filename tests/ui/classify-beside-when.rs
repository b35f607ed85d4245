use std::io;

use retry_runtime::retry;

#[retry(when = |_| true, classify = |_| retry_runtime::Decision::Return)]
//                       ^^^^^^^^
async fn fetch() -> io::Result<u32> {
    Ok(1)
}

fn main() {
    drop(fetch());
}
