use std::io;

use retry_runtime::retry;

struct Request {
    url: String,
}

#[retry]
async fn fetch(request: Request) -> io::Result<String> {
    Ok(request.url)
//     ^^^^^^^
}

fn main() {
    drop(fetch(Request { url: String::new() }));
}
