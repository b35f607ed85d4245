//! Decides by the response: `cargo run -p retry-examples --features http --example http_status`.
//!
//! A server on loopback answers 503 with a `Retry-After` header and then 200; for another page it answers 503 always. A
//! status is no error to the HTTP client, so `classify` looks at the response: the header sets the delay, and when no
//! attempt is left the caller has the last response in hand.

use std::process::ExitCode;
use std::time::Duration;

use reqwest::header::RETRY_AFTER;
use reqwest::{Response, StatusCode};
use retry_runtime::{Decision, retry};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::time::Instant;

struct Client {
    http: reqwest::Client,
    server: String,
    requests: u32,
}

impl Client {
    #[retry(
        max = 3,
        delay_ms = 100,
        classify = by_status,
        on_retry = |event| println!("  attempt {}: {}, next in {:?}", event.attempt, event.error, event.delay),
    )]
    async fn get(&mut self, path: &str) -> reqwest::Result<Response> {
        self.requests += 1;
        self.http.get(format!("{}{path}", self.server)).send().await
    }
}

fn by_status(result: &reqwest::Result<Response>) -> Decision {
    match result {
        Ok(response) if response.status() == StatusCode::SERVICE_UNAVAILABLE => {
            retry_after(response).map_or(Decision::Retry, Decision::RetryAfter)
        }
        Err(error) if error.is_connect() || error.is_timeout() => Decision::Retry,
        _ => Decision::Return,
    }
}

/// The header's number of seconds; its other form, a date, is left to the delays of the attribute.
fn retry_after(response: &Response) -> Option<Duration> {
    let seconds = response.headers().get(RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds))
}

async fn serve(listener: TcpListener) -> std::io::Result<()> {
    let mut reports = 0;
    loop {
        let (stream, _) = listener.accept().await?;
        let mut stream = BufReader::new(stream);
        let mut request = String::new();
        stream.read_line(&mut request).await?;
        let mut header = String::new();
        while stream.read_line(&mut header).await? > 2 {
            header.clear();
        }
        reports += u32::from(request.starts_with("GET /report "));
        let answer = if request.starts_with("GET /report ") && reports > 1 {
            "200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nready"
        } else if reports == 1 && request.starts_with("GET /report ") {
            "503 Service Unavailable\r\nretry-after: 1\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        } else {
            "503 Service Unavailable\r\ncontent-length: 4\r\nconnection: close\r\n\r\ndown"
        };
        stream.write_all(format!("HTTP/1.1 {answer}").as_bytes()).await?;
        stream.shutdown().await?;
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let server = format!("http://{}", listener.local_addr()?);
    tokio::spawn(serve(listener));
    let mut client = Client {
        http: reqwest::Client::builder().no_proxy().build()?,
        server,
        requests: 0,
    };

    println!("-- a 503 that says when to come back");
    let start = Instant::now();
    let page = client.get("/report").await?.text().await?;
    let waited = start.elapsed();
    println!("  → {page:?} after {} requests in {waited:.1?}", client.requests);
    let recovered = page == "ready" && client.requests == 2 && waited >= Duration::from_secs(1);

    println!("-- a 503 that stays");
    client.requests = 0;
    let response = client.get("/down").await?;
    let status = response.status();
    println!(
        "  → {status} after {} requests: {:?}",
        client.requests,
        response.text().await?
    );
    let gave_up = status == StatusCode::SERVICE_UNAVAILABLE && client.requests == 3;

    Ok(if recovered && gave_up {
        ExitCode::SUCCESS
    } else {
        eprintln!("a call did not end as announced");
        ExitCode::FAILURE
    })
}
