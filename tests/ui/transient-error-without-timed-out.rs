use retry_runtime::{Transient, retry};

#[derive(Debug)]
struct Broken;

impl Transient for Broken {
    fn is_transient(&self) -> bool {
        false
    }
}

#[retry(timeout_secs = 1)]
async fn fetch() -> Result<(), Broken> {
//                             ^^^^^^
    Err(Broken)
}

fn main() {
    drop(fetch());
}
