// glue
use std::time::Duration;
// end of glue

use reqwest_0_13::{Client, Response, Result};
// glue
use reqwest_0_13::StatusCode;
use retry_if::{ExponentialBackoffConfig, retry};
// end of glue

use super::TIMEOUT;

// glue
const POLICY: ExponentialBackoffConfig = ExponentialBackoffConfig {
    max_retries: 3,
    t_wait: Duration::from_secs(1),
    backoff: 2.0,
    t_wait_max: None,
    backoff_max: None,
};

fn is_transient(result: &Result<Response>) -> bool {
    match result {
        Ok(response) => matches!(
            response.status(),
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE
        ),
        Err(error) => error.is_connect() || error.is_timeout(),
    }
}

#[retry(POLICY, is_transient)]
// end of glue
pub async fn get(client: &Client, url: &str) -> Result<Response> {
    client.get(url).timeout(TIMEOUT).send().await
}
