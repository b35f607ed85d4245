use retry_runtime::{RetryError, retry};

use std::num::ParseIntError;

#[retry(timeout_secs = 30)]
async fn fetch() -> Result<(), RetryError<ParseIntError>> {
//                             ^^^^^^^^^^
    Ok(())
}

fn main() {
    drop(fetch());
}
