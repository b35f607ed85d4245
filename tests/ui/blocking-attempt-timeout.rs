use std::io;

use retry_runtime::retry;

#[retry(max = 3, attempt_timeout_secs = 5)]
//               ^^^^^^^^^^^^^^^^^^^^
fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    let _ = fetch();
}
