use std::io;

use retry_runtime::retry;

#[retry(jitter = ful)]
//               ^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
