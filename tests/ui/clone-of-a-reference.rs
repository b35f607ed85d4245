use std::io;

use retry_runtime::retry;

#[retry(clone(&name))]
//            ^
async fn fetch(name: String) -> io::Result<String> {
    Ok(name)
}

fn main() {
    drop(fetch(String::new()));
}
