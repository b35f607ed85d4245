use std::io;

use retry_runtime::retry;

#[retry(timeout_secs = 1, when = |_| true)]
async fn fetch() -> Result<(), std::num::ParseIntError> {
//                             ^^^
    Ok(())
}

fn main() {
    drop(fetch());
}
