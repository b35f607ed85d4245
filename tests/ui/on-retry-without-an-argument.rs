use std::io;

use retry_runtime::retry;

#[retry(on_retry = || println!("again"))]
//                 ^^^^^^^^^^^^^^^^^^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
