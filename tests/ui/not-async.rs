use std::io;

use retry_runtime::retry;

async fn ping() -> io::Result<()> {
    Ok(())
}

#[retry]
pub fn fetch() -> io::Result<()> {
//  ^^
    let later = async { ping().await };
    drop(later);
    ping().await
}

fn main() {
    drop(fetch());
}
