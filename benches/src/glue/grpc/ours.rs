// glue
use retry_runtime::retry;
// end of glue
use tonic::{Status, transport::Channel};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};

// glue
#[retry(max = 4)]
// end of glue
pub async fn check(client: &HealthClient<Channel>, service: &str) -> Result<i32, Status> {
    let service = service.to_owned();
    let response = client.clone().check(HealthCheckRequest { service }).await?;
    Ok(response.into_inner().status)
}
