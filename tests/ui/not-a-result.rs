use std::io;

use retry_runtime::retry;

#[retry]
async fn fetch() -> Option<u8> {
//                  ^^^^^^^^^^
    None
}

fn main() {
    drop(fetch());
}
