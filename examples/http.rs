//! An HTTP client that is sent away, cut off and answered in the end:
//! `cargo run -p retry-examples --features http --example http`.
//!
//! The server, on loopback, is axum's. It answers 429 and says when to come back, in seconds and by a date; 503, always;
//! and it resets connections. The exit code says whether every call ended as announced.

use std::io;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::http::{StatusCode, header::RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use reqwest_0_12 as reqwest;
use retry_runtime::http::{self, StatusError};
use retry_runtime::{RetryEvent, TimedOut, Transient, retry};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;

struct Client {
    http: reqwest::Client,
    server: String,
}

/// What can go wrong, and whether to try again: each error says so itself.
#[derive(Debug, thiserror::Error, Transient)]
enum FetchError {
    #[error(transparent)]
    #[transient(forward)]
    Status(#[from] StatusError),
    #[error(transparent)]
    #[transient(forward)]
    Http(#[from] reqwest::Error),
    #[error(transparent)]
    #[transient]
    TimedOut(#[from] TimedOut),
}

impl Client {
    /// The page. Its body is read within the attempt, so that one which is cut is fetched again.
    #[retry(max = 4, delay_ms = 50, attempt_timeout_secs = 1, timeout_secs = 8, on_retry = report)]
    async fn page(&self, path: &str) -> Result<String, FetchError> {
        let response = http::check(self.http.get(self.url(path)).send().await?)?;
        Ok(response.text().await?)
    }

    /// The response, for who wants it whatever its status: the last one, where all attempts end alike.
    #[retry(max = 3, delay_ms = 50, classify = http::by_status, on_retry = report)]
    async fn get(&self, path: &str) -> reqwest::Result<reqwest::Response> {
        self.http.get(self.url(path)).send().await
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.server)
    }
}

fn report<E: std::fmt::Display>(event: &RetryEvent<'_, E>) {
    println!(
        "  attempt {}: {}, next in {:.2?}",
        event.attempt, event.error, event.delay
    );
}

/// The server's side: how often it was asked, and how many connections it resets before it serves again.
#[derive(Clone, Default)]
struct Server {
    requests: Arc<AtomicU32>,
    resets: Arc<AtomicU32>,
}

impl Server {
    fn router(&self) -> Router {
        let Self { requests, .. } = self.clone();
        let busy_once = move |retry_after: fn() -> String| {
            let requests = requests.clone();
            get(async move || -> Response {
                if requests.fetch_add(1, Ordering::SeqCst) == 0 {
                    (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, retry_after())]).into_response()
                } else {
                    "ready".into_response()
                }
            })
        };
        let Self { requests, .. } = self.clone();
        let down = async move || {
            requests.fetch_add(1, Ordering::SeqCst);
            (StatusCode::SERVICE_UNAVAILABLE, "down")
        };
        Router::new()
            .route("/seconds", busy_once(|| "1".to_owned()))
            .route(
                "/date",
                busy_once(|| httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(2))),
            )
            .route("/down", get(down))
            .route("/page", get("hello"))
    }
}

/// Accepts connections, and resets as many as the server is told to.
struct Unsteady {
    listener: TcpListener,
    resets: Arc<AtomicU32>,
}

impl axum::serve::Listener for Unsteady {
    type Io = TcpStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (TcpStream, SocketAddr) {
        loop {
            let (stream, address) = axum::serve::Listener::accept(&mut self.listener).await;
            let left = self.resets.load(Ordering::SeqCst);
            if left == 0 {
                return (stream, address);
            }
            self.resets.store(left - 1, Ordering::SeqCst);
            // Closed without a word to the peer, as by a process that was killed.
            drop(stream.set_zero_linger());
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let server = Server::default();
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let client = Client {
        // A connection for each request, so that the server's resets meet one each.
        http: reqwest::Client::builder()
            .no_proxy()
            .pool_max_idle_per_host(0)
            .build()?,
        server: format!("http://{}", listener.local_addr()?),
    };
    let resets = server.resets.clone();
    tokio::spawn(axum::serve(Unsteady { listener, resets }, server.router()).into_future());
    let requests = || server.requests.swap(0, Ordering::SeqCst);

    println!("-- 429: come back in a second");
    let start = Instant::now();
    let page = client.page("/seconds").await?;
    let (asked, waited) = (requests(), start.elapsed());
    println!("  → {page:?} after {asked} requests in {waited:.1?}");
    let by_seconds = page == "ready" && asked == 2 && waited >= Duration::from_secs(1);

    println!("-- 429: come back at a time");
    let start = Instant::now();
    let response = client.get("/date").await?;
    let (asked, waited) = (requests(), start.elapsed());
    println!("  → {} after {asked} requests in {waited:.1?}", response.status());
    // Two seconds from the server's `Date`, which is in whole ones.
    let by_date = response.status().is_success() && asked == 2 && waited >= Duration::from_secs(1);

    println!("-- 503, as long as one asks");
    let response = client.get("/down").await?;
    let (asked, status) = (requests(), response.status());
    println!("  → {status} after {asked} requests: {:?}", response.text().await?);
    let error = client.page("/down").await;
    println!("  → {error:?} after {} requests", requests());
    let gave_up =
        status == 503 && asked == 3 && matches!(&error, Err(FetchError::Status(error)) if error.status() == 503);

    println!("-- two connections are reset");
    server.resets.store(2, Ordering::SeqCst);
    let page = client.page("/page").await?;
    println!("  → {page:?}");
    let reconnected = page == "hello" && server.resets.load(Ordering::SeqCst) == 0;

    println!("-- 404 is not tried again");
    let missing = client.page("/missing").await;
    println!("  → {missing:?}");
    let refused = matches!(missing, Err(FetchError::Status(error)) if error.status() == 404);

    Ok(if by_seconds && by_date && gave_up && reconnected && refused {
        ExitCode::SUCCESS
    } else {
        eprintln!("a call did not end as announced");
        ExitCode::FAILURE
    })
}
