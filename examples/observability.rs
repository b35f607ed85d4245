//! What an operator sees of a flaky service: `cargo run -p retry-examples --features observability --example observability`.
//!
//! For ten seconds (or as many as the argument says) workers call a server on loopback that closes connections, stalls, is
//! busy, and is down for a while. The terminal shows every event; the counters stand on a page for Prometheus, on loopback
//! too. At the end the page is read, and has to agree with the events, and with what the callers got.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, IsTerminal};
use std::net::{SocketAddr, TcpListener as Listener};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use metrics_exporter_prometheus::PrometheusBuilder;
use retry_runtime::observe::{fields, names};
use retry_runtime::{RetryBudget, RetryError, TimedOut, Transient, retry};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, sleep};
use tracing::field::{Field, Visit};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

const WORKERS: u64 = 8;

#[derive(Debug, Transient)]
enum StockError {
    #[transient(forward)]
    Io(io::Error),
    #[transient]
    Busy {
        #[retry_after]
        wait: Duration,
    },
    #[transient]
    TimedOut(TimedOut),
    SoldOut,
}

impl fmt::Display for StockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::Busy { wait } => write!(f, "busy for {wait:?}"),
            Self::TimedOut(timed_out) => timed_out.fmt(f),
            Self::SoldOut => f.write_str("sold out"),
        }
    }
}

impl From<io::Error> for StockError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<TimedOut> for StockError {
    fn from(timed_out: TimedOut) -> Self {
        Self::TimedOut(timed_out)
    }
}

static BUDGET: RetryBudget = RetryBudget::new(20, 0.2);

/// The client. There is no line for events in it, but for the names that dashboards look for.
struct Stock {
    server: SocketAddr,
}

impl Stock {
    #[retry(
        max = 4,
        delay_ms = 10,
        attempt_timeout_ms = 50,
        timeout_secs = 2,
        name = "stock.reserve"
    )]
    async fn reserve(&self) -> Result<u8, StockError> {
        self.ask().await
    }

    #[retry(max = 3, delay_ms = 10, max_delay_ms = 100, attempt_timeout_ms = 50, budget = &BUDGET, name = "stock.price")]
    async fn price(&self) -> Result<u8, RetryError<StockError>> {
        self.ask().await
    }

    async fn ask(&self) -> Result<u8, StockError> {
        let answer = TcpStream::connect(self.server).await?.read_u8().await?;
        match answer {
            Server::BUSY => Err(StockError::Busy {
                wait: Duration::from_millis(20),
            }),
            Server::BUSY_FOR_LONG => Err(StockError::Busy {
                wait: Duration::from_secs(60),
            }),
            Server::SOLD_OUT => Err(StockError::SoldOut),
            fine => Ok(fine),
        }
    }
}

struct Server {
    began: Instant,
    lasts: Duration,
    requests: AtomicU32,
}

impl Server {
    const FINE: u8 = 1;
    const BUSY: u8 = 2;
    const BUSY_FOR_LONG: u8 = 3;
    const SOLD_OUT: u8 = 4;

    async fn serve(self: Arc<Self>, listener: TcpListener) -> io::Result<()> {
        loop {
            let (stream, _) = listener.accept().await?;
            tokio::spawn(Arc::clone(&self).answer(stream));
        }
    }

    async fn answer(self: Arc<Self>, mut stream: TcpStream) -> io::Result<()> {
        let now = self.began.elapsed();
        // It is down in the middle of the run.
        if now > self.lasts * 4 / 10 && now < self.lasts * 5 / 10 {
            return Ok(());
        }
        match self.requests.fetch_add(1, Relaxed) % 24 {
            3 | 11 => Ok(()),
            5 => {
                sleep(Duration::from_millis(100)).await;
                stream.write_u8(Self::FINE).await
            }
            7 | 13 => stream.write_u8(Self::BUSY).await,
            17 => stream.write_u8(Self::BUSY_FOR_LONG).await,
            12 | 19 => stream.write_u8(Self::SOLD_OUT).await,
            _ => stream.write_u8(Self::FINE).await,
        }
    }
}

/// Counters by their name on the page.
type Counts = BTreeMap<String, u64>;

/// Counts the events that the terminal shows.
#[derive(Clone, Default)]
struct Counting(Arc<Mutex<Counts>>);

/// The two fields that counters have for labels.
#[derive(Default)]
struct Labels {
    operation: String,
    reason: String,
}

impl Visit for Labels {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            fields::OPERATION => value.clone_into(&mut self.operation),
            fields::REASON => value.clone_into(&mut self.reason),
            _ => {}
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
}

impl<S: tracing::Subscriber> Layer<S> for Counting {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        let mut labels = Labels::default();
        event.record(&mut labels);
        let Labels { operation, reason } = labels;
        let key = match *event.metadata().level() {
            tracing::Level::WARN => format!("{}{{operation=\"{operation}\"}}", names::RETRIES),
            tracing::Level::ERROR => format!("{}{{operation=\"{operation}\",reason=\"{reason}\"}}", names::GIVE_UPS),
            _ => format!("{}{{operation=\"{operation}\"}}", names::RECOVERIES),
        };
        let mut counts = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *counts.entry(key).or_default() += 1;
    }
}

/// The counters of the page, as Prometheus reads them.
async fn scraped(page: SocketAddr) -> io::Result<Counts> {
    let mut stream = TcpStream::connect(page).await?;
    stream
        .write_all(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .await?;
    let mut text = String::new();
    stream.read_to_string(&mut text).await?;
    let counters = [names::RETRIES, names::GIVE_UPS, names::RECOVERIES];
    let lines = text
        .lines()
        .filter(|line| counters.iter().any(|name| line.starts_with(&format!("{name}{{"))));
    let counts = lines.filter_map(|line| {
        let (key, count) = line.rsplit_once(' ')?;
        Some((key.to_owned(), count.parse().ok()?))
    });
    Ok(counts.collect())
}

/// What the callers got.
#[derive(Default)]
struct Results {
    succeeded: u64,
    failed: u64,
}

async fn work(server: SocketAddr, until: Instant, worker: u64) -> Results {
    let stock = Stock { server };
    let mut results = Results::default();
    while Instant::now() < until {
        let fine = if worker % 2 == 0 {
            stock.reserve().await.is_ok()
        } else {
            stock.price().await.is_ok()
        };
        *if fine {
            &mut results.succeeded
        } else {
            &mut results.failed
        } += 1;
        sleep(Duration::from_millis(20 + 3 * worker)).await;
    }
    results
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let seconds = std::env::args().nth(1).map_or(Ok(10), |seconds| seconds.parse())?;
    let lasts = Duration::from_secs(seconds);

    // All that a program needs: a subscriber, and a recorder.
    let counted = Counting::default();
    tracing_subscriber::registry()
        .with(
            tracing_subscriber::fmt::layer()
                .without_time()
                .with_ansi(io::stdout().is_terminal()),
        )
        .with(counted.clone())
        .init();
    // A port that is free now.
    let page = Listener::bind("127.0.0.1:0")?.local_addr()?;
    PrometheusBuilder::new().with_http_listener(page).install()?;

    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let began = Instant::now();
    let server = Server {
        began,
        lasts,
        requests: AtomicU32::new(0),
    };
    tokio::spawn(Arc::new(server).serve(listener));

    println!("-- {WORKERS} workers, {seconds} s; the page is http://{page}/metrics");
    let workers: Vec<_> = (0..WORKERS)
        .map(|worker| tokio::spawn(work(address, began + lasts, worker)))
        .collect();
    let mut results = Results::default();
    for worker in workers {
        let Results { succeeded, failed } = worker.await?;
        results.succeeded += succeeded;
        results.failed += failed;
    }

    let page = scraped(page).await?;
    println!("-- the page");
    for (counter, count) in &page {
        println!("{counter} {count}");
    }
    let Results { succeeded, failed } = results;
    println!("-- {succeeded} calls succeeded and {failed} failed");
    let events = counted
        .0
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
        .clone();
    let of = |name: &str| {
        page.iter()
            .filter(|(key, _)| key.starts_with(name))
            .map(|(_, count)| count)
            .sum::<u64>()
    };
    let (retries, give_ups, recoveries) = (of(names::RETRIES), of(names::GIVE_UPS), of(names::RECOVERIES));
    // A call that fails for good at its first attempt, and one that succeeds there, emit nothing.
    let agree = page == events && give_ups <= failed && recoveries <= succeeded && retries >= recoveries;
    let reasons = page.keys().filter(|key| key.starts_with(names::GIVE_UPS)).count();
    Ok(if agree && recoveries > 0 && reasons >= 4 {
        println!("   the page and the {} events agree", events.values().sum::<u64>());
        ExitCode::SUCCESS
    } else {
        eprintln!("the page and the events do not agree: {events:#?}");
        ExitCode::FAILURE
    })
}
