use std::io;

use retry_runtime::retry;

#[retry]
async fn fetch(mut n: u32) -> io::Result<()> {
//                                           ^
    n += 1;
    drop(n);
    Ok(());
}

fn main() {
    drop(fetch(1));
}
