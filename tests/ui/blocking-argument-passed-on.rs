use std::io;

use retry_runtime::retry;

fn send(name: String) -> io::Result<usize> {
    Ok(name.len())
}

#[retry(max = 3)]
pub fn fetch(name: String) -> io::Result<usize> {
//     ^^^^^
    send(name)
}

fn main() {
    let _ = fetch(String::new());
}
