use std::io;

use retry_runtime::retry;

#[retry()]
fn fetch() -> io::Result<impl Future<Output = u32>> {
//            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    Ok(async { 1 })
}

fn main() {
    drop(fetch());
}
