use std::io;

use retry_runtime::retry;

#[retry]
async fn fetch(mut once: Once) -> io::Result<()> {
//                 ^^^^
    once.0 += 1;
    Ok(())
}

struct Once(u8);

fn main() {
    drop(fetch(Once(0)));
}
