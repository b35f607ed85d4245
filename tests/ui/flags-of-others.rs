use std::io;

use retry_runtime::retry;

#[retry(exponential, unlimited, full_jitter)]
//      ^^^^^^^^^^^
//                   ^^^^^^^^^
//                              ^^^^^^^^^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
