use std::io;

use retry_runtime::retry;

struct Request {
    url: String,
    size: usize,
}

#[retry]
async fn fetch(request: Request) -> io::Result<(String, usize)> {
    let Request { url, size } = request;
//                              ^^^^^^^
    Ok((url, size))
}

fn main() {
    drop(fetch(Request { url: String::new(), size: 0 }));
}
