use std::io;

use retry_runtime::retry;

#[retry]
async fn fetch() -> io::Result<Vec<u8>> {
    let page = std::fs::read("page")?;
    page
//  ^^^^
}

fn main() {
    drop(fetch());
}
