//! A call moves over from the crate `backoff`: `cargo run -p retry-examples --features backoff-crate --example backoff_crate`.
//!
//! The same connection is made three times, to a port of loopback where a server starts late: by
//! `backoff::future::retry`; by the attribute with the schedule and the error type of `backoff`, as they are; and by the
//! attribute alone.

use std::io;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use backoff::{ExponentialBackoff, ExponentialBackoffBuilder};
use retry_runtime::retry;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinHandle;

fn schedule() -> ExponentialBackoff {
    ExponentialBackoffBuilder::new()
        .with_initial_interval(Duration::from_millis(50))
        .with_multiplier(1.5)
        .with_max_elapsed_time(Some(Duration::from_secs(10)))
        .build()
}

/// An error of `backoff`: it wraps each error with what it means.
async fn connect(address: SocketAddr) -> Result<TcpStream, backoff::Error<io::Error>> {
    println!("  connecting");
    TcpStream::connect(address).await.map_err(|error| match error.kind() {
        io::ErrorKind::ConnectionRefused => backoff::Error::transient(error),
        _ => backoff::Error::permanent(error),
    })
}

async fn before(address: SocketAddr) -> io::Result<TcpStream> {
    backoff::future::retry(schedule(), || connect(address)).await
}

#[retry(max = 100, backoff = schedule())]
async fn halfway(address: SocketAddr) -> Result<TcpStream, backoff::Error<io::Error>> {
    connect(address).await
}

// An `io::Error` knows by its kind whether it may pass.
#[retry(max = 14, delay_ms = 50, multiplier = 1.5, max_delay_secs = 60, timeout_secs = 10)]
async fn after(address: SocketAddr) -> io::Result<TcpStream> {
    println!("  connecting");
    TcpStream::connect(address).await
}

/// Takes a port, and listens on it a moment later.
fn late_server() -> io::Result<(SocketAddr, JoinHandle<io::Result<()>>)> {
    let socket = TcpSocket::new_v4()?;
    socket.bind("127.0.0.1:0".parse().map_err(io::Error::other)?)?;
    let address = socket.local_addr()?;
    let server = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let listener: TcpListener = socket.listen(1)?;
        listener.accept().await?;
        Ok(())
    });
    Ok((address, server))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<ExitCode> {
    println!("-- backoff::future::retry");
    let (address, server) = late_server()?;
    let mut connected = before(address).await.is_ok();
    server.await??;

    println!("-- #[retry(backoff = schedule())], with backoff::Error");
    let (address, server) = late_server()?;
    connected &= halfway(address).await.is_ok();
    server.await??;

    println!("-- #[retry(delay_ms = 50, …)]");
    let (address, server) = late_server()?;
    connected &= after(address).await.is_ok();
    server.await??;

    println!("  → connected: {connected}");
    Ok(if connected {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
