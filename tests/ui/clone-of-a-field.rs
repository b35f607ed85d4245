use std::io;

use retry_runtime::retry;

struct Page {
    name: String,
}

#[retry(clone(page.name))]
//            ^^^^
async fn fetch(page: Page) -> io::Result<String> {
    Ok(page.name)
}

fn main() {
    drop(fetch(Page { name: String::new() }));
}
