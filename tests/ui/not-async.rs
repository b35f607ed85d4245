use std::io;

use retry_runtime::retry;

#[retry]
fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
