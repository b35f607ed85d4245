use std::io;

use retry_runtime::retry;

#[retry(timeout_secs = 9, when = |_| true)]
async fn fetch() -> io::Result<()> {
//                                 ^
    let page = std::fs::read("page")?;
    drop(page);
}

fn main() {
    drop(fetch());
}
