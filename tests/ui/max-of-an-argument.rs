use std::io;

use retry_runtime::retry;

#[retry(max = attempts, delay_ms = delay + 1)]
//            ^^^^^^^^
//                                 ^^^^^^^^^
async fn fetch(attempts: u32, delay: u64) -> io::Result<u64> {
    Ok(u64::from(attempts) + delay)
}

fn main() {
    drop(fetch(1, 2));
}
