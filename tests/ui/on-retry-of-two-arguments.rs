use std::io;

use retry_runtime::retry;

#[retry(on_retry = |error, delay| println!("{error}, again in {delay:?}"))]
//                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
