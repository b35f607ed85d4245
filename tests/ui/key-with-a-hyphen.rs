use std::io;

use retry_runtime::retry;

#[retry(delay-ms = 5)]
//      ^^^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
