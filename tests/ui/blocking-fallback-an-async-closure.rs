use std::io;

use retry_runtime::retry;

#[retry(max = 3, fallback = async |error| Err(error))]
//                          ^^^^^^^^^^^^^^^^^^^^^^^^
fn fetch() -> io::Result<u32> {
    Ok(1)
}

fn main() {
    let _ = fetch();
}
