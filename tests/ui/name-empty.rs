use std::io;

use retry_runtime::retry;

#[retry(name = "")]
//             ^^
async fn fetch() -> io::Result<u32> {
    Ok(1)
}

fn main() {
    drop(fetch());
}
