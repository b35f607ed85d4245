use std::io;

use retry_runtime::retry;

#[retry(jitter = 1.5)]
//               ^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
