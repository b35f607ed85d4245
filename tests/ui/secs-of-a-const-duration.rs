use std::io;
use std::time::Duration;

use retry_runtime::retry;

const LIMIT: Duration = Duration::from_secs(30);

#[retry(timeout_secs = LIMIT)]
//                     ^^^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
