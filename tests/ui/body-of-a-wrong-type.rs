use std::io;

use retry_runtime::retry;

#[retry()]
async fn fetch() -> io::Result<u32> {
    let one: u32 = "one";
//                 ^^^^^
    Ok(one)
}

fn main() {
    drop(fetch());
}
