use retry_runtime::{RetryError, retry};

#[retry(when = |_| true)]
async fn fetch() -> Result<u32, RetryError<anyhow::Error>> {
    Ok(1)
}

async fn report() -> anyhow::Result<u32> {
    Ok(fetch().await?)
//                  ^
}

fn main() {
    drop(report());
}
