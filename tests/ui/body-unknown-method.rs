use std::io;

use retry_runtime::retry;

#[retry()]
async fn fetch(n: u32) -> io::Result<u32> {
    Ok(n.double())
//       ^^^^^^
}

fn main() {
    drop(fetch(1));
}
