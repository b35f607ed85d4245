use std::io;

use retry_runtime::retry;

#[retry]
pub fn fetch() -> io::Result<()> {
//  ^^
    Ok(())
}

fn main() {
    drop(fetch());
}
