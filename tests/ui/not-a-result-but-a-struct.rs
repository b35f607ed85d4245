use retry_runtime::retry;

struct Page(u8);

async fn load(n: u8) -> Page {
    Page(n)
}

#[retry(max = 3, timeout_secs = 30)]
async fn fetch(n: u8) -> Page {
//                       ^^^^
    let page = load(n).await;
    Page(page.0)
}

fn main() {
    drop(fetch(1));
}
