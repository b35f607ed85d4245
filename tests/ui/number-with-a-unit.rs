use std::io;

use retry_runtime::retry;

#[retry(delay_ms = 10ms, timeout_secs = 2min, max_delay = "30s")]
//                 ^^^^
//                                      ^^^^
//                                                        ^^^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
