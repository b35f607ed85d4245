//! A connection that the server closes: `cargo run -p retry-examples --features redis --example redis`.
//!
//! A service keeps sessions in Redis. The server closes its connection between two requests, as it does when it restarts:
//! the next command fails, the `ConnectionManager` makes another connection, and the attribute another attempt. The
//! feature `with-redis-1` knows which errors are worth it, by the crate's own classification.
//!
//! The server is the one at `REDIS_URL`. Without one the example says how to start it.

use std::env;
use std::process::ExitCode;

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{AsyncCommands, Client, RedisResult, cmd};
use retry_runtime::{Transient, retry};

const DEFAULT: &str = "redis://127.0.0.1:6379/";

struct Sessions {
    connection: ConnectionManager,
    retries: u32,
}

impl Sessions {
    async fn connect(client: &Client) -> RedisResult<Self> {
        // The attribute repeats, and the manager makes one connection for each of its attempts.
        let config = ConnectionManagerConfig::new().set_number_of_retries(0);
        Ok(Self {
            connection: ConnectionManager::new_with_config(client.clone(), config).await?,
            retries: 0,
        })
    }

    /// Repeating it does no harm: the same user is written again.
    #[retry(
        max = 5,
        delay_ms = 50,
        attempt_timeout_secs = 2,
        on_retry = |event| {
            self.retries += 1;
            println!("  attempt {}: {}, next in {:?}", event.attempt, event.error, event.delay);
        },
    )]
    async fn open(&mut self, session: &str, user: &str) -> RedisResult<()> {
        self.connection.set_ex(session, user, 60).await
    }

    #[retry(max = 5, delay_ms = 50, attempt_timeout_secs = 2)]
    async fn user(&mut self, session: &str) -> RedisResult<Option<String>> {
        self.connection.get(session).await
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let url = env::var("REDIS_URL").unwrap_or_else(|_| DEFAULT.to_owned());
    let client = Client::open(&*url)?;
    let mut sessions = match Sessions::connect(&client).await {
        Ok(sessions) => sessions,
        Err(error) if error.is_transient() => {
            println!("no Redis server at {url}: {error}");
            println!("start one with `redis-server --save ''`, or name another in REDIS_URL");
            return Ok(ExitCode::SUCCESS);
        }
        Err(error) => return Err(error.into()),
    };

    println!("-- a connection that the server has closed");
    let id: u64 = cmd("CLIENT").arg("ID").query_async(&mut sessions.connection).await?;
    let mut other = client.get_multiplexed_async_connection().await?;
    let _: () = cmd("CLIENT")
        .arg("KILL")
        .arg("ID")
        .arg(id)
        .query_async(&mut other)
        .await?;

    sessions.open("retry-example-session", "ann").await?;
    let user = sessions.user("retry-example-session").await?;
    println!("  → {user:?} after {} retries", sessions.retries);
    Ok(if user.as_deref() == Some("ann") && sessions.retries > 0 {
        ExitCode::SUCCESS
    } else {
        eprintln!("the call did not end as announced");
        ExitCode::FAILURE
    })
}
