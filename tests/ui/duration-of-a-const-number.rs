use std::io;

use retry_runtime::retry;

const LIMIT: u64 = 30;

#[retry(timeout = LIMIT)]
//                ^^^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
