use std::io;

use retry_runtime::retry;

#[retry(max)]
//      ^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
