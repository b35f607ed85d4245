use std::io;

use retry_runtime::retry;

#[retry(clone(url))]
//            ^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
