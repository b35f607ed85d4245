use retry_runtime::retry;

async fn fetched() {}

#[retry()]
async fn fetch() -> () {
//                  ^^
    fetched().await
}

fn main() {
    drop(fetch());
}
