use std::io;

use retry_runtime::retry;

const LIMIT: u32 = 3;

#[retry(crate = missing, max = LIMIT, timeout_secs = 30, on_retry = |_| ())]
//              ^^^^^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
