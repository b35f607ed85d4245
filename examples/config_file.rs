//! A policy from a file and the environment: `cargo run -p retry-examples --features config-file --example config_file`.
//!
//! `client.toml` has the fields that a hand-written retry module has: `retry_max`, `retry_delay_ms`, `timeout_secs`. The
//! environment overrides them, as in `CLIENT_RETRY_MAX=2`. The client calls a server on loopback that resets the first
//! three connections: with the file's five attempts it gets through.

use std::io;
use std::net::SocketAddr;
use std::process::ExitCode;

use config::{Environment, File};
use retry_runtime::{RetryConfig, retry};
use serde::Deserialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

#[derive(Debug, Deserialize)]
struct Config {
    greeting: String,
    // The fields stand beside the others. In a table of their own, `[retry]`, they need no `flatten`, and a misspelt one
    // is an error.
    #[serde(flatten)]
    retry: RetryConfig,
}

impl Config {
    fn load() -> Result<Self, config::ConfigError> {
        config::Config::builder()
            .add_source(File::with_name(concat!(env!("CARGO_MANIFEST_DIR"), "/client.toml")))
            .add_source(Environment::with_prefix("CLIENT"))
            .build()?
            .try_deserialize()
    }
}

struct Client {
    config: Config,
    server: SocketAddr,
    attempts: u32,
}

impl Client {
    #[retry(config = self.config.retry)]
    async fn greet(&mut self) -> io::Result<String> {
        self.attempts += 1;
        let mut stream = TcpStream::connect(self.server).await?;
        stream.write_all(self.config.greeting.as_bytes()).await?;
        stream.shutdown().await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        if answer.is_empty() {
            Err(io::ErrorKind::UnexpectedEof.into())
        } else {
            Ok(answer)
        }
    }
}

async fn serve(listener: TcpListener) -> io::Result<()> {
    let mut connections = 0;
    loop {
        let (mut stream, _) = listener.accept().await?;
        connections += 1;
        if connections <= 3 {
            // Dropped with a reset instead of an orderly end.
            stream.set_zero_linger()?;
            continue;
        }
        let mut greeting = String::new();
        stream.read_to_string(&mut greeting).await?;
        stream.write_all(format!("{greeting} to you").as_bytes()).await?;
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let config = Config::load()?;
    println!("policy: {}", config.retry);
    let enough = config.retry.get_max() > 3;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let mut client = Client {
        config,
        server: listener.local_addr()?,
        attempts: 0,
    };
    tokio::spawn(serve(listener));

    let answer = client.greet().await;
    println!("→ {answer:?} after {} attempts", client.attempts);
    Ok(if answer.is_ok() == enough {
        ExitCode::SUCCESS
    } else {
        eprintln!("the call did not end as announced");
        ExitCode::FAILURE
    })
}
