use std::io;

use retry_runtime::retry;

#[retry(name = fetch)]
//             ^^^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
