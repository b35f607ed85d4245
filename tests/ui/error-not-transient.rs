use std::io;

use retry_runtime::retry;

#[retry]
async fn fetch() -> Result<(), std::num::ParseIntError> {
//                             ^^^
    Ok(())
}

fn main() {
    drop(fetch());
}
