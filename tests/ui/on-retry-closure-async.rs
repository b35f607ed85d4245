use std::io;

use retry_runtime::retry;

#[retry(on_retry = async |event| println!("{}", event.attempt))]
//                 ^^^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
