use std::io;

use retry_runtime::retry;

async fn send(_: String) -> io::Result<()> {
    Ok(())
}

#[retry]
fn fetch(url: &str) -> impl Future<Output = io::Result<()>> {
    let url = url.to_owned();
    async move { send(url).await }
//                    ^^^
}

fn main() {
    drop(fetch(""));
}
