use std::io;

use retry_runtime::retry;

#[retry]
async fn fetch() -> io::Result<()> {}
//                                 ^^

fn main() {
    drop(fetch());
}
