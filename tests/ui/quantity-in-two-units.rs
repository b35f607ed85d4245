use std::io;

use retry_runtime::retry;

#[retry(delay_ms = 100, delay_secs = 1)]
//                      ^^^^^^^^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
