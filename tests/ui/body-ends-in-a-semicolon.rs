use std::io;

use retry_runtime::retry;

#[retry]
async fn fetch() -> io::Result<()> {
//                                 ^
    let url = "a";
    drop(url);
    Ok(());
}

fn main() {
    drop(fetch());
}
