use std::io;

use retry_runtime::retry;

fn is_bad(error: &std::fmt::Error) -> bool {
    error.to_string().is_empty()
}

#[retry(when = is_bad)]
//             ^^^^^^
async fn fetch() -> io::Result<u32> {
    Ok(1)
}

fn main() {
    drop(fetch());
}
