//! A gRPC client and a server that pushes back: `cargo run -p retry-examples --features grpc --example grpc`.
//!
//! Both ends are tonic's, on loopback; the service is gRPC's own health check, whose code is generated already. The
//! server is unavailable and says for how long, by `grpc-retry-pushback-ms` and by `RetryInfo`; it asks not to come
//! back; and it stalls. The exit code says whether every call ended as announced.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use retry_runtime::retry;
use tokio::net::TcpListener;
use tokio::time::Instant;
use tonic::codegen::BoxStream;
use tonic::transport::server::TcpIncoming;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Request, Response, Status};
use tonic_health::pb::health_client::HealthClient;
use tonic_health::pb::health_server::{Health, HealthServer};
use tonic_health::pb::{HealthCheckRequest, HealthCheckResponse};
use tonic_types::{ErrorDetails, StatusExt};

struct Client {
    health: HealthClient<Channel>,
}

impl Client {
    /// A status says itself whether to try again, and a limit is a status: there is nothing to classify.
    #[retry(
        max = 4,
        delay_ms = 20,
        attempt_timeout_ms = 200,
        timeout_secs = 5,
        on_retry = |event| println!("  attempt {}: {}, next in {:.0?}", event.attempt, event.error, event.delay),
    )]
    async fn check(&mut self, service: &str) -> Result<i32, Status> {
        let request = HealthCheckRequest {
            service: service.to_owned(),
        };
        Ok(self.health.check(request).await?.into_inner().status)
    }
}

/// The server's side, and how often it was called.
#[derive(Clone, Default)]
struct Faulty {
    calls: Arc<AtomicU32>,
}

#[tonic::async_trait]
impl Health for Faulty {
    type WatchStream = BoxStream<HealthCheckResponse>;

    async fn check(&self, request: Request<HealthCheckRequest>) -> Result<Response<HealthCheckResponse>, Status> {
        let first = self.calls.fetch_add(1, Ordering::SeqCst) == 0;
        match request.into_inner().service.as_str() {
            "restarts" if first => Err(pushing_back("300")),
            "over-quota" if first => {
                let details = ErrorDetails::with_retry_info(Some(Duration::from_millis(300)));
                Err(Status::with_error_details(
                    Code::ResourceExhausted,
                    "ten calls a second",
                    details,
                ))
            }
            "shuts-down" => Err(pushing_back("-1")),
            "stalls" if first => std::future::pending().await,
            "missing" => Err(Status::not_found("no such service")),
            _ => Ok(Response::new(HealthCheckResponse { status: SERVING })),
        }
    }

    async fn watch(&self, _: Request<HealthCheckRequest>) -> Result<Response<Self::WatchStream>, Status> {
        Err(Status::unimplemented("this server is only checked"))
    }
}

/// `ServingStatus::Serving`, as a message has it.
const SERVING: i32 = 1;

/// For how many milliseconds not to come back; a negative number is for good.
fn pushing_back(millis: &'static str) -> Status {
    let mut status = Status::unavailable("restarting");
    let value = tonic::metadata::MetadataValue::from_static(millis);
    status.metadata_mut().insert("grpc-retry-pushback-ms", value);
    status
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let channel = Endpoint::from_shared(format!("http://{}", listener.local_addr()?))?.connect_lazy();
    let server = Faulty::default();
    let service = tonic::transport::Server::builder().add_service(HealthServer::new(server.clone()));
    tokio::spawn(service.serve_with_incoming(TcpIncoming::from(listener)));
    let mut client = Client {
        health: HealthClient::new(channel),
    };

    let mut as_announced = true;
    for (service, expected, calls, least) in [
        ("restarts", Code::Ok, 2, Duration::from_millis(300)),
        ("over-quota", Code::Ok, 2, Duration::from_millis(300)),
        // An attempt is cut, and the next one is answered.
        ("stalls", Code::Ok, 2, Duration::from_millis(200)),
        ("shuts-down", Code::Unavailable, 1, Duration::ZERO),
        ("missing", Code::NotFound, 1, Duration::ZERO),
    ] {
        println!("-- {service}");
        server.calls.store(0, Ordering::SeqCst);
        let start = Instant::now();
        let answer = client.check(service).await;
        let (called, took) = (server.calls.load(Ordering::SeqCst), start.elapsed());
        println!("  → {answer:?} after {called} calls in {took:.1?}");
        let code = answer.map_or_else(|status| status.code(), |_| Code::Ok);
        as_announced &= code == expected && called == calls && took >= least;
    }

    Ok(if as_announced {
        ExitCode::SUCCESS
    } else {
        eprintln!("a call did not end as announced");
        ExitCode::FAILURE
    })
}
