use std::io;

use retry_runtime::retry;

#[retry]
async fn fetch() {}
//    ^^

fn main() {
    drop(fetch());
}
