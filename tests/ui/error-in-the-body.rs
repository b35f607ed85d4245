use std::io;

use retry_runtime::retry;

#[retry]
async fn fetch() -> io::Result<u8> {
    Ok("text")
//     ^^^^^^
}

fn main() {
    drop(fetch());
}
