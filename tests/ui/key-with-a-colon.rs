use std::io;

use retry_runtime::retry;

#[retry(max: 3, delay_ms => 5)]
//      ^^^
//              ^^^^^^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
