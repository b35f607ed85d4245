use std::io;

use retry_runtime::retry;

#[retry(delay = 100)]
//              ^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
