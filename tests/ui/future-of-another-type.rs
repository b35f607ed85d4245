use std::future::{Ready, ready};
use std::io;

use retry_runtime::retry;

fn first<F: Future>(_: F) -> Ready<io::Result<u32>> {
    ready(Ok(1))
}

#[retry]
fn fetch() -> Ready<io::Result<u32>> {
    first(async { 1 })
//  ^^^^^
}

fn main() {
    drop(fetch());
}
