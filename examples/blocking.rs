//! A client that blocks: `cargo run -p retry-examples --features ureq --example blocking`.
//!
//! ureq against a server of this process, which is down at first, then busy and says until when, then answers. A program
//! without an asynchronous runtime needs none for its retries.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use retry_runtime::{RetryError, Transient, http, retry};
use ureq_3 as ureq;
use ureq_3::Agent;

#[derive(Debug, thiserror::Error, Transient)]
#[error(transparent)]
enum FetchError {
    #[transient(forward)]
    Status(#[from] http::StatusError),
    #[transient(forward)]
    Http(#[from] ureq::Error),
}

struct Client {
    agent: Agent,
    retries: u32,
}

impl Client {
    fn new() -> Self {
        let config = Agent::config_builder()
            // Nothing else interrupts an attempt that blocks.
            .timeout_global(Some(Duration::from_secs(2)))
            // The response has the header `Retry-After`.
            .http_status_as_error(false);
        Self {
            agent: config.build().into(),
            retries: 0,
        }
    }

    #[retry(
        max = 6,
        delay_ms = 40,
        timeout_secs = 10,
        on_retry = |event| {
            self.retries += 1;
            println!("  attempt {}: {}, next in {:?}", event.attempt, event.error, event.delay);
        },
    )]
    fn page(&mut self, url: &str) -> Result<String, RetryError<FetchError>> {
        let mut response = http::check(self.agent.get(url).call()?)?;
        Ok(response.body_mut().read_to_string()?)
    }
}

/// Answers each connection with the next of these.
fn serve(listener: &TcpListener, answers: &[&str]) -> io::Result<()> {
    for (answer, stream) in answers.iter().zip(listener.incoming()) {
        let stream: TcpStream = stream?;
        let mut lines = BufReader::new(&stream).lines();
        while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
        (&stream).write_all(answer.as_bytes())?;
    }
    Ok(())
}

/// An address at which nobody listens yet.
fn address() -> io::Result<SocketAddr> {
    TcpListener::bind("127.0.0.1:0")?.local_addr()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = address()?;
    let server = thread::spawn(move || {
        thread::sleep(Duration::from_millis(60));
        let listener = TcpListener::bind(address)?;
        let busy =
            "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        let page = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello";
        let missing = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        serve(&listener, &[busy, page, missing])
    });

    let mut client = Client::new();
    let start = Instant::now();
    println!("a server that is down, and then busy for a second:");
    assert_eq!(client.page(&format!("http://{address}/"))?, "hello");
    println!("  a page, after {} retries", client.retries);
    assert!(client.retries >= 2);
    assert!(start.elapsed() >= Duration::from_secs(1), "it asked for patience");

    println!("a page that is not there:");
    let Err(error) = client.page(&format!("http://{address}/missing")) else {
        return Err("there is no such page".into());
    };
    println!("  {error:#}");
    assert!(matches!(error, RetryError::Permanent { attempts: 1, .. }));
    server.join().map_err(|_| "the server panicked")??;
    Ok(())
}
