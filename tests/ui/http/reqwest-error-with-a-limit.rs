use reqwest_0_13 as reqwest;
use retry_runtime::retry;

#[retry(timeout_secs = 5)]
async fn fetch(client: &reqwest::Client, url: &str) -> Result<String, reqwest::Error> {
    //                                                 ^^^ reqwest's error cannot hold a limit
    client.get(url).send().await?.text().await
}

fn main() {
    drop(fetch);
}
