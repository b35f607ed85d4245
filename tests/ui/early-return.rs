use std::io;
use std::pin::Pin;

use retry_runtime::retry;

#[retry]
fn fetch(cached: bool) -> Pin<Box<dyn Future<Output = io::Result<u32>>>> {
    if cached {
        return Box::pin(async move { Ok(1) });
//      ^^^^^^
    }
    Box::pin(async move { Ok(2) })
}

fn main() {
    drop(fetch(true));
}
