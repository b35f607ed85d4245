//! A client with retried methods, against a server that misbehaves: `cargo run --example quickstart`.
//!
//! The server listens on a loopback port of this process. It resets a connection, stalls, answers that it is busy and
//! for how long, and then serves. The exit code says whether every call ended as announced.

use std::fmt;
use std::process::ExitCode;
use std::time::Duration;

use retry_runtime::{RetryError, TimedOut, Transient, retry};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;

#[derive(Debug, Transient)]
enum FetchError {
    /// The connection failed, or was lost: the error knows which by its kind.
    #[transient(forward)]
    Io(std::io::Error),
    /// The server asks to come back later.
    #[transient]
    Busy {
        #[retry_after]
        wait: Duration,
    },
    /// A limit of the attribute was passed.
    #[transient]
    TimedOut(TimedOut),
    /// There is no such page, now or later: what is not marked is permanent.
    NotFound,
}

impl From<TimedOut> for FetchError {
    fn from(timed_out: TimedOut) -> Self {
        Self::TimedOut(timed_out)
    }
}

impl From<std::io::Error> for FetchError {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "{error}"),
            Self::Busy { wait } => write!(f, "busy, retry after {wait:?}"),
            Self::NotFound => f.write_str("not found"),
            Self::TimedOut(timed_out) => write!(f, "{timed_out}"),
        }
    }
}

impl std::error::Error for FetchError {}

struct Client {
    server: String,
    timeline: Timeline,
}

impl Client {
    /// Five attempts of at most 300 ms each; what takes longer is tried again.
    #[retry(max = 5, delay_ms = 100, attempt_timeout_ms = 300, timeout_secs = 8)]
    async fn page(&mut self, path: &str) -> Result<String, FetchError> {
        self.timeline.attempt();
        let answer = request(&self.server, path).await;
        self.timeline.ended(&answer);
        answer
    }

    /// The same, but the call ends after 600 ms, and the caller learns how.
    #[retry(max = 4, delay_ms = 100, attempt_timeout_ms = 300, timeout_ms = 600)]
    async fn page_in_time(&mut self, path: &str) -> Result<String, RetryError<FetchError>> {
        self.timeline.attempt();
        let answer = request(&self.server, path).await;
        self.timeline.ended(&answer);
        answer
    }
}

async fn request(server: &str, path: &str) -> Result<String, FetchError> {
    let mut stream = BufReader::new(TcpStream::connect(server).await?);
    stream.write_all(format!("GET {path}\n").as_bytes()).await?;
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    match line.trim_end().split_once(' ') {
        Some(("OK", page)) => Ok(page.to_owned()),
        Some(("BUSY", ms)) => Err(FetchError::Busy {
            wait: Duration::from_millis(ms.parse().unwrap_or(100)),
        }),
        Some(("NOTFOUND", _)) => Err(FetchError::NotFound),
        _ => Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset).into()),
    }
}

/// Prints what happens, and counts the attempts of a call.
struct Timeline {
    start: Instant,
    attempts: u32,
    failed: Option<Instant>,
}

impl Timeline {
    fn new() -> Self {
        Self {
            start: Instant::now(),
            attempts: 0,
            failed: None,
        }
    }

    fn attempt(&mut self) {
        self.attempts += 1;
        // An attempt that its limit has cut did not get to say when it ended.
        let waited = self.failed.take().map_or(String::new(), |failed| {
            format!(" after a wait of {:.0?}", failed.elapsed())
        });
        self.say(&format!("attempt {}{waited}", self.attempts));
    }

    fn ended(&mut self, answer: &Result<String, FetchError>) {
        if let Err(error) = answer {
            self.failed = Some(Instant::now());
            self.say(&format!("  failed: {error}"));
        }
    }

    fn say(&self, what: &str) {
        println!("{:>5} ms  {what}", self.start.elapsed().as_millis());
    }
}

async fn serve(listener: TcpListener) -> std::io::Result<()> {
    let mut flaky = 0;
    loop {
        let (stream, _) = listener.accept().await?;
        let mut stream = BufReader::new(stream);
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        let answer = match line.trim_end() {
            "GET /flaky" => {
                flaky += 1;
                match flaky {
                    1 => {
                        // Dropped with a reset instead of an orderly end.
                        stream.get_ref().set_zero_linger()?;
                        continue;
                    }
                    2 => {
                        stall(stream);
                        continue;
                    }
                    3 => "BUSY 400\n",
                    _ => "OK hello\n",
                }
            }
            "GET /stalls" => {
                stall(stream);
                continue;
            }
            _ => "NOTFOUND -\n",
        };
        stream.write_all(answer.as_bytes()).await?;
    }
}

/// Keeps the connection open and never answers.
fn stall(stream: BufReader<TcpStream>) {
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_secs(5)).await;
        drop(stream);
    });
}

async fn run() -> std::io::Result<bool> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let server = listener.local_addr()?.to_string();
    tokio::spawn(serve(listener));
    let mut client = Client {
        server,
        timeline: Timeline::new(),
    };

    println!("-- a success after a reset, a stall and a busy server");
    let page = client.page("/flaky").await;
    client.timeline.say(&format!("  → {page:?}"));
    let recovered = matches!(page.as_deref(), Ok("hello")) && client.timeline.attempts == 4;

    println!("-- a permanent error is not retried");
    client.timeline = Timeline::new();
    let page = client.page("/missing").await;
    client.timeline.say(&format!("  → {page:?}"));
    let refused = matches!(page, Err(FetchError::NotFound)) && client.timeline.attempts == 1;

    println!("-- a deadline of 600 ms cuts what never answers");
    client.timeline = Timeline::new();
    let page = client.page_in_time("/stalls").await;
    client.timeline.say(&format!("  → {page:?}"));
    let cut =
        matches!(page, Err(RetryError::OperationCancelled { attempts, .. }) if attempts == client.timeline.attempts);

    Ok(recovered && refused && cut)
}

fn main() -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("no runtime: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            eprintln!("a call did not end as announced");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("the server could not start: {error}");
            ExitCode::FAILURE
        }
    }
}
