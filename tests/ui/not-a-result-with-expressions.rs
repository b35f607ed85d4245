use retry_runtime::{RetryEvent, retry};

struct Page(u8);

fn note(_: &RetryEvent<'_, u8>) {}

#[retry(max = 3, on_retry = note, when = |_| true)]
async fn fetch(n: u8) -> Page {
//                       ^^^^
    Page(n)
}

fn main() {
    drop(fetch(1));
}
