use std::io;

use retry_runtime::{Decision, retry};

#[retry(classify = || Decision::Retry)]
//                 ^^^^^^^^^^^^^^^^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
