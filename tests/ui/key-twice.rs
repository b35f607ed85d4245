use std::io;

use retry_runtime::retry;

#[retry(max = 3, max = 4)]
//               ^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
