//! A budget keeps a server that is down from being flooded: `cargo run -p retry-examples --example shared_budget`.
//!
//! Two hundred calls meet a server on loopback that closes every connection. Without a budget each makes five attempts;
//! with one they share fifty retries, and the calls that are refused return their own errors immediately. When the server is
//! back, successes refill the budget.

use std::io;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};

use retry_runtime::{RetryBudget, RetryError, retry};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const CALLS: u32 = 200;

/// Fifty retries, and one more for every five calls that succeed.
static BUDGET: RetryBudget = RetryBudget::new(50, 0.2);

#[retry(max = 5, delay_ms = 5)]
async fn without(server: SocketAddr) -> io::Result<u8> {
    ping(server).await
}

#[retry(max = 5, delay_ms = 5, budget = &BUDGET)]
async fn with_budget(server: SocketAddr) -> Result<u8, RetryError<io::Error>> {
    ping(server).await
}

async fn ping(server: SocketAddr) -> io::Result<u8> {
    TcpStream::connect(server).await?.read_u8().await
}

#[derive(Default)]
struct Server {
    up: AtomicBool,
    requests: AtomicU32,
}

impl Server {
    async fn serve(self: Arc<Self>, listener: TcpListener) -> io::Result<()> {
        loop {
            let (mut stream, _) = listener.accept().await?;
            self.requests.fetch_add(1, Relaxed);
            if self.up.load(Relaxed) {
                stream.write_u8(1).await?;
            }
        }
    }
}

/// Makes all calls side by side; gives how many succeeded, and how many the budget refused another attempt.
async fn flood(server: SocketAddr) -> (u32, u32) {
    let calls: Vec<_> = (0..CALLS).map(|_| tokio::spawn(with_budget(server))).collect();
    let (mut succeeded, mut refused) = (0, 0);
    for call in calls {
        match call.await {
            Ok(Ok(_)) => succeeded += 1,
            Ok(Err(RetryError::BudgetExhausted { .. })) => refused += 1,
            _ => {}
        }
    }
    (succeeded, refused)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<ExitCode> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let server = Arc::new(Server::default());
    tokio::spawn(Arc::clone(&server).serve(listener));

    println!("-- {CALLS} calls to a server that is down, without a budget");
    let calls: Vec<_> = (0..CALLS).map(|_| tokio::spawn(without(address))).collect();
    for call in calls {
        drop(call.await);
    }
    let flooded = server.requests.swap(0, Relaxed);
    println!("  → {flooded} requests");

    println!("-- the same with a budget of {} retries", BUDGET.capacity());
    let (_, refused) = flood(address).await;
    let spared = server.requests.swap(0, Relaxed);
    println!("  → {spared} requests; {refused} calls were refused a retry, {BUDGET:?}");

    println!("-- the server is back");
    server.up.store(true, Relaxed);
    let (succeeded, _) = flood(address).await;
    println!("  → {succeeded} calls succeeded, {BUDGET:?}");

    let announced = flooded == 5 * CALLS && spared == CALLS + 50 && succeeded == CALLS && BUDGET.available() == 40;
    Ok(if announced {
        ExitCode::SUCCESS
    } else {
        eprintln!("the calls did not end as announced");
        ExitCode::FAILURE
    })
}
