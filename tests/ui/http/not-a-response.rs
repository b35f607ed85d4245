use retry_runtime::http::by_status;
use retry_runtime::retry;

#[retry(classify = by_status)]
//                 ^^^ the body is no response
async fn fetch() -> std::io::Result<String> {
    Ok(String::new())
}

fn main() {
    drop(fetch);
}
