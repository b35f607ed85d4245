use std::io;

use retry_runtime::{Transient, retry};

#[retry(timeout_secs = 30)]
async fn fetch<E: Transient>(error: &dyn Fn() -> E) -> Result<(), E> {
//                                                                ^
    Err(error())
}

fn main() {
    drop(fetch(&|| io::Error::other("")));
}
