use std::io;

use retry_runtime::retry;

#[retry(crate = io)]
//              ^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
