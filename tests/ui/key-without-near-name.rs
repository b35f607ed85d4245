use std::io;

use retry_runtime::retry;

#[retry(colour = 3)]
//      ^^^^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
