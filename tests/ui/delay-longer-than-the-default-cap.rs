use std::io;

use retry_runtime::retry;

#[retry(max = 1, delay_secs = 60)]
//                            ^^
async fn fetch() -> io::Result<u32> {
    Ok(1)
}

fn main() {
    drop(fetch());
}
