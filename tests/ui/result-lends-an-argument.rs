use std::io;

use retry_runtime::retry;

#[retry]
async fn fetch(buffer: &mut Vec<u8>) -> io::Result<&mut [u8]> {
//                                                 ^
    Ok(buffer)
}

fn main() {
    drop(fetch(&mut Vec::new()));
}
