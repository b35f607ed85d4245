use std::io;

use retry_runtime::retry;

#[retry]
async fn fetch(urls: Vec<String>) -> io::Result<()> {
    for url in urls {
//             ^^^^
        println!("{url}");
    }
    Ok(())
}

fn main() {
    drop(fetch(Vec::new()));
}
