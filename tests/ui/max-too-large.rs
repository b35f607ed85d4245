use std::io;

use retry_runtime::retry;

#[retry(max = 5_000_000_000)]
//            ^^^^^^^^^^^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
