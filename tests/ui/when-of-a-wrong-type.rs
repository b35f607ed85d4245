use std::io;

use retry_runtime::retry;

#[retry(when = |error| error.kind())]
//                     ^^^^^^^^^^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
