use std::error::Error;

use retry_runtime::{RetryError, retry};

type BoxError = Box<dyn Error + Send + Sync>;

#[retry(when = |_| true)]
async fn fetch() -> Result<u32, RetryError<BoxError>> {
    Ok(1)
}

async fn report() -> Result<u32, BoxError> {
    Ok(fetch().await?)
//                  ^
}

fn main() {
    drop(report());
}
