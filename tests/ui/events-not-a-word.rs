use std::io;

use retry_runtime::retry;

#[retry(events = false)]
//               ^^^^^
async fn fetch() -> io::Result<u32> {
    Ok(1)
}

fn main() {
    drop(fetch());
}
