use retry_runtime::retry;

use std::num::ParseIntError;

#[retry(timeout_secs = 30)]
async fn fetch() -> Result<(), ParseIntError> {
//                             ^^^^^^^^^^^^^
    Ok(())
}

fn main() {
    drop(fetch());
}
