use std::io;

use retry_runtime::retry;

#[retry(fallback = || Ok(()))]
//                 ^^^^^^^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
