//! The health service, whose code is generated already, with answers to order.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tonic::codegen::{BoxStream, tokio_stream as stream};
use tonic::transport::server::TcpIncoming;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Response, Status};
use tonic_health::pb::health_client::HealthClient;
use tonic_health::pb::health_server::{Health, HealthServer};
use tonic_health::pb::{HealthCheckRequest, HealthCheckResponse};

pub(crate) type Client = HealthClient<Channel>;

pub(crate) enum Answer {
    Serving,
    Status(Status),
    /// Nothing, for as long as the test runs.
    Stall,
}

/// The server's side, and how often it was called.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) address: String,
    calls: Arc<AtomicU32>,
}

impl Server {
    pub(crate) fn calls(&self) -> u32 {
        self.calls.load(Ordering::SeqCst)
    }

    pub(crate) fn client(&self) -> Client {
        client(&self.address)
    }
}

/// It connects with the first call.
pub(crate) fn client(address: &str) -> Client {
    HealthClient::new(endpoint(address).connect_lazy())
}

pub(crate) fn endpoint(address: &str) -> Endpoint {
    Endpoint::from_shared(format!("http://{address}")).unwrap()
}

pub(crate) fn request() -> HealthCheckRequest {
    HealthCheckRequest { service: String::new() }
}

pub(crate) async fn listen() -> (String, TcpListener) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    (listener.local_addr().unwrap().to_string(), listener)
}

/// Answers every call by `answer`, which is told its number, from 1. A stream gives one message before that.
pub(crate) async fn serve(answer: impl Fn(u32) -> Answer + Send + Sync + 'static) -> Server {
    let (address, listener) = listen().await;
    let calls = Arc::<AtomicU32>::default();
    let service = HealthServer::new(Faulty {
        answer,
        calls: calls.clone(),
    });
    let server = tonic::transport::Server::builder().add_service(service);
    tokio::spawn(server.serve_with_incoming(TcpIncoming::from(listener)));
    Server { address, calls }
}

struct Faulty<F> {
    answer: F,
    calls: Arc<AtomicU32>,
}

impl<F: Fn(u32) -> Answer> Faulty<F> {
    async fn answer(&self) -> Result<HealthCheckResponse, Status> {
        let number = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        match (self.answer)(number) {
            Answer::Serving => Ok(HealthCheckResponse { status: 1 }),
            Answer::Status(status) => Err(status),
            Answer::Stall => std::future::pending().await,
        }
    }
}

#[tonic::async_trait]
impl<F: Fn(u32) -> Answer + Send + Sync + 'static> Health for Faulty<F> {
    type WatchStream = BoxStream<HealthCheckResponse>;

    async fn check(&self, _: Request<HealthCheckRequest>) -> Result<Response<HealthCheckResponse>, Status> {
        self.answer().await.map(Response::new)
    }

    async fn watch(&self, _: Request<HealthCheckRequest>) -> Result<Response<Self::WatchStream>, Status> {
        use stream::StreamExt as _;
        let number = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        let first = stream::once(Ok(HealthCheckResponse { status: 1 }));
        Ok(Response::new(match (self.answer)(number) {
            Answer::Serving => Box::pin(first),
            Answer::Status(status) => Box::pin(first.chain(stream::once(Err(status)))),
            Answer::Stall => Box::pin(first.chain(stream::pending())),
        }))
    }
}

/// A way to `server` that is lost whenever the handle is notified: the two sides see their connections end.
pub(crate) async fn losing(server: &Server) -> (Client, Arc<Notify>) {
    let (address, listener) = listen().await;
    let lost = Arc::new(Notify::new());
    let (upstream, cut) = (server.address.clone(), lost.clone());
    tokio::spawn(async move {
        loop {
            let (mut down, _) = listener.accept().await.unwrap();
            let mut up = TcpStream::connect(&upstream).await.unwrap();
            let cut = cut.clone();
            tokio::spawn(async move {
                tokio::select! {
                    _ = tokio::io::copy_bidirectional(&mut down, &mut up) => {}
                    () = cut.notified() => {}
                }
            });
        }
    });
    (client(&address), lost)
}
