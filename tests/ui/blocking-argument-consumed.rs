use std::io;

use retry_runtime::retry;

#[retry(max = 3)]
fn fetch(name: String, names: Vec<String>) -> io::Result<usize> {
    for name in names {
//              ^^^^^
        drop(name);
    }
    Ok(name.len())
}

fn main() {
    let _ = fetch(String::new(), Vec::new());
}
