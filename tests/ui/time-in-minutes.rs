use std::io;

use retry_runtime::retry;

#[retry(timeout_mins = 3, delay_mins = 2, max_delay_hours = 1)]
//      ^^^^^^^^^^^^
//                        ^^^^^^^^^^
//                                        ^^^^^^^^^^^^^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
