use std::io;

use retry_runtime::retry;

#[retry]
async fn send<T>(mut value: T) -> io::Result<()> {
//                   ^^^^^
    let _ = &mut value;
    Ok(())
}

fn main() {
    drop(send(1));
}
