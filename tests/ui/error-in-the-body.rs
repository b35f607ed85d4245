use std::io;

use retry_runtime::retry;

#[retry]
async fn fetch() -> io::Result<u8> {
    "text"
//  ^^^^^^
}

fn main() {
    drop(fetch());
}
