use std::io;

use retry_runtime::retry;

#[retry(clone(n))]
//            ^
async fn fetch(n: &mut u32) -> io::Result<u32> {
    Ok(*n)
}

fn main() {
    drop(fetch(&mut 0));
}
