use std::io;

use retry_runtime::retry;

#[retry(when = || true)]
//             ^^^^^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
