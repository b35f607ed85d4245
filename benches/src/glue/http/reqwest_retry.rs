// glue
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware, Result};
use reqwest_retry::{RetryTransientMiddleware, policies::ExponentialBackoff};
// end of glue
use reqwest_0_13::{Client, Response};

use super::TIMEOUT;

// glue
pub fn with_retries(client: Client) -> ClientWithMiddleware {
    let policy = ExponentialBackoff::builder().build_with_max_retries(3);
    ClientBuilder::new(client)
        .with(RetryTransientMiddleware::new_with_policy(policy))
        .build()
}
// end of glue

pub async fn get(client: &ClientWithMiddleware, url: &str) -> Result<Response> {
    client.get(url).timeout(TIMEOUT).send().await
}
