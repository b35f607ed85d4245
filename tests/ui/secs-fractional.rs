use std::io;

use retry_runtime::retry;

#[retry(timeout_secs = 1.5)]
//                     ^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
