// glue
use std::time::Duration;

use retry_if::{ExponentialBackoffConfig, retry};
use tonic::Code;
// end of glue
use tonic::{Status, transport::Channel};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};

// glue
const POLICY: ExponentialBackoffConfig = ExponentialBackoffConfig {
    max_retries: 3,
    t_wait: Duration::from_secs(1),
    backoff: 2.0,
    t_wait_max: None,
    backoff_max: None,
};

fn is_transient(result: &Result<i32, Status>) -> bool {
    let Err(status) = result else { return false };
    let pushback = status.metadata().get("grpc-retry-pushback-ms");
    let may_retry = pushback.is_none_or(|value| value.to_str().is_ok_and(|value| value.parse::<u64>().is_ok()));
    status.code() == Code::Unavailable && may_retry
}

#[retry(POLICY, is_transient)]
// end of glue
pub async fn check(client: &HealthClient<Channel>, service: &str) -> Result<i32, Status> {
    let service = service.to_owned();
    let response = client.clone().check(HealthCheckRequest { service }).await?;
    Ok(response.into_inner().status)
}
