use std::future::{Ready, ready};
use std::io;

use retry_runtime::retry;

#[retry]
pub fn fetch() -> Ready<io::Result<()>> {
//  ^^
    ready(Ok(()))
}

fn main() {
    drop(fetch());
}
