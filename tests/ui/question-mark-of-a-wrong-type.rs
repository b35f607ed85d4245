use std::io;

use retry_runtime::retry;

#[retry()]
async fn fetch() -> io::Result<u32> {
    let n = "1".parse::<u32>()?;
//                            ^
    Ok(n)
}

fn main() {
    drop(fetch());
}
