use std::io;

use retry_runtime::retry;

#[retry(jitter = 10%, max = 3 +)]
//               ^^
//                          ^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
