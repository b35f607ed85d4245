use std::io;

use retry_runtime::retry;

#[retry(crate = "retry_runtime")]
//              ^^^^^^^^^^^^^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
