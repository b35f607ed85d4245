use std::io;

use retry_runtime::retry;
use retry_runtime::Decision;

fn by_error(_: &io::Error) -> Decision {
    Decision::Retry
}

#[retry(classify = by_error)]
//                 ^^^^^^^^
async fn fetch() -> io::Result<u32> {
    Ok(1)
}

fn main() {
    drop(fetch());
}
