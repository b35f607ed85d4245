// glue
use std::time::{Duration, SystemTime};

use backon::{ExponentialBuilder, Retryable};
// end of glue
use reqwest_0_13::{Client, Response, Result};
// glue
use reqwest_0_13::{Error, StatusCode, header};
// end of glue

use super::TIMEOUT;

// glue
const POLICY: ExponentialBuilder = ExponentialBuilder::new().with_max_times(3).with_jitter();

enum Failure {
    Busy(Response),
    Http(Error),
}

fn is_busy(response: &Response) -> bool {
    matches!(
        response.status(),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE
    )
}

fn is_transient(failure: &Failure) -> bool {
    match failure {
        Failure::Busy(_) => true,
        Failure::Http(error) => error.is_connect() || error.is_timeout(),
    }
}

fn retry_after(failure: &Failure) -> Option<Duration> {
    let Failure::Busy(response) = failure else { return None };
    let value = response.headers().get(header::RETRY_AFTER)?.to_str().ok()?;
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = httpdate::parse_http_date(value).ok()?;
    Some(until.duration_since(SystemTime::now()).unwrap_or_default())
}

fn adjust(failure: &Failure, delay: Option<Duration>) -> Option<Duration> {
    let delay = delay?.max(retry_after(failure).unwrap_or_default());
    (delay <= Duration::from_secs(30)).then_some(delay)
}
// end of glue

pub async fn get(client: &Client, url: &str) -> Result<Response> {
    // glue
    let attempt = || async {
        // end of glue
        let response = client.get(url).timeout(TIMEOUT).send().await;
        // glue
        match response {
            Ok(response) if is_busy(&response) => Err(Failure::Busy(response)),
            result => result.map_err(Failure::Http),
        }
    };
    match attempt.retry(POLICY).when(is_transient).adjust(adjust).await {
        Ok(response) | Err(Failure::Busy(response)) => Ok(response),
        Err(Failure::Http(error)) => Err(error),
    }
    // end of glue
}
