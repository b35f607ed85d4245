use std::io;

use retry_runtime::retry;

#[retry(when = error.kind() == io::ErrorKind::TimedOut)]
//             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
