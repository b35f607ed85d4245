use std::io;

use retry_runtime::retry;

#[retry(timeout_ms = 400)]
//                   ^^^
fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    let _ = fetch();
}
