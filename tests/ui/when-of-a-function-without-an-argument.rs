use std::io;

use retry_runtime::retry;

fn always() -> bool {
    true
}

#[retry(when = always)]
//             ^^^^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(always());
    drop(fetch());
}
