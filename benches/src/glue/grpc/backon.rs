// glue
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use tonic::Code;
// end of glue
use tonic::{Status, transport::Channel};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};

// glue
const POLICY: ExponentialBuilder = ExponentialBuilder::new().with_max_times(3).with_jitter();

fn adjust(status: &Status, delay: Option<Duration>) -> Option<Duration> {
    let delay = delay?;
    let Some(pushback) = status.metadata().get("grpc-retry-pushback-ms") else {
        return Some(delay);
    };
    let millis = pushback.to_str().ok()?.parse().ok()?;
    let delay = delay.max(Duration::from_millis(millis));
    (delay <= Duration::from_secs(30)).then_some(delay)
}
// end of glue

pub async fn check(client: &HealthClient<Channel>, service: &str) -> Result<i32, Status> {
    // glue
    let attempt = || async {
        // end of glue
        let service = service.to_owned();
        let response = client.clone().check(HealthCheckRequest { service }).await?;
        Ok(response.into_inner().status)
        // glue
    };
    attempt
        .retry(POLICY)
        .when(|status: &Status| status.code() == Code::Unavailable)
        .adjust(adjust)
        .await
    // end of glue
}
