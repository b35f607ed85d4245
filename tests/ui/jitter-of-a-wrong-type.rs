use std::io;

use retry_runtime::retry;

const SPREAD: u32 = 1;

#[retry(jitter = SPREAD)]
//               ^^^^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
