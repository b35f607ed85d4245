use reqwest_0_13::{Client, Response, Result};
// glue
use retry_runtime::{http::by_status, retry};
// end of glue

use super::TIMEOUT;

// glue
#[retry(max = 4, classify = by_status)]
// end of glue
pub async fn get(client: &Client, url: &str) -> Result<Response> {
    client.get(url).timeout(TIMEOUT).send().await
}
