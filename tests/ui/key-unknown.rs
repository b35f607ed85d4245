use std::io;

use retry_runtime::retry;

#[retry(timeout_sec = 30)]
//      ^^^^^^^^^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
