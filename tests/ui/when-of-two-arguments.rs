use std::io;

use retry_runtime::retry;

#[retry(when = |error, attempt| attempt < 3 && error.kind() == io::ErrorKind::TimedOut)]
//             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
