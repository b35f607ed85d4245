use std::io;

use retry_runtime::retry;

#[retry(max = 3)]
fn first(bytes: &mut Vec<u8>) -> io::Result<&mut u8> {
//                                          ^
    bytes.first_mut().ok_or_else(|| io::ErrorKind::NotFound.into())
}

fn main() {
    let _ = first(&mut Vec::new());
}
