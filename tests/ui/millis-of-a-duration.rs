use std::io;
use std::time::Duration;

use retry_runtime::retry;

#[retry(delay_ms = Duration::from_millis(5))]
//                 ^^^^^^^^^^^^^^^^^^^^^^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
