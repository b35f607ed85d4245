use std::io;

use retry_runtime::retry;

#[retry(skip)]
//      ^^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
