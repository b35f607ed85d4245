use std::io;

use retry_runtime::retry;

#[retry]
async fn fetch(url: String) -> io::Result<()> {
//       ^^^^^
    drop(url);
    Ok(())
}

fn main() {
    drop(fetch(String::new()));
}
