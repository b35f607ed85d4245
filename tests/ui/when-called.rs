use std::io;

use retry_runtime::retry;

trait Retryable {
    fn retryable(&self) -> bool;
}

impl Retryable for io::Error {
    fn retryable(&self) -> bool {
        true
    }
}

#[retry(when = io::Error::retryable())]
//             ^^^^^^^^^^^^^^^^^^^^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
