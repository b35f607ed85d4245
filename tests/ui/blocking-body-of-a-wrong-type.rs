use std::io;

use retry_runtime::retry;

#[retry]
fn fetch() -> io::Result<u32> {
    Ok("5")
//     ^^^
}

fn main() {
    let _ = fetch();
}
