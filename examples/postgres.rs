//! Transfers that meet in a deadlock: `cargo run -p retry-examples --features postgres --example postgres`.
//!
//! Two transactions move money between the same two accounts, one from A to B and one from B to A. `PostgreSQL` ends one
//! of the two with 40P01, a deadlock. The feature `with-sqlx-0_8` knows that this is worth another attempt, and the
//! function begins the transaction, so that an attempt repeats all of it.
//!
//! The server is the one at `DATABASE_URL`. Without one the example says how to start it.

use std::env;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use retry_runtime::{Transient, retry};
use sqlx::postgres::PgPoolOptions;
use sqlx::{Executor, PgPool};

const DEFAULT: &str = "postgres://postgres@127.0.0.1:5432/postgres";

static RETRIES: AtomicU32 = AtomicU32::new(0);

#[retry(
    max = 10,
    delay_ms = 20,
    attempt_timeout_secs = 5,
    on_retry = |event| {
        RETRIES.fetch_add(1, Ordering::Relaxed);
        println!("  attempt {}: {}, next in {:?}", event.attempt, event.error, event.delay);
    },
)]
async fn transfer(pool: &PgPool, from: &str, to: &str, cents: i64) -> sqlx::Result<()> {
    // Dropped on an error, or when the limit cuts the attempt: either rolls it back.
    let mut transaction = pool.begin().await?;
    sqlx::query("UPDATE retry_example SET cents = cents - $1 WHERE owner = $2")
        .bind(cents)
        .bind(from)
        .execute(&mut *transaction)
        .await?;
    // What else a transaction does takes time, and the other one comes between.
    tokio::time::sleep(Duration::from_millis(50)).await;
    sqlx::query("UPDATE retry_example SET cents = cents + $1 WHERE owner = $2")
        .bind(cents)
        .bind(to)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await
}

async fn run(pool: &PgPool) -> sqlx::Result<Vec<(String, i64)>> {
    pool.execute("DROP TABLE IF EXISTS retry_example").await?;
    pool.execute("CREATE TABLE retry_example (owner text PRIMARY KEY, cents bigint NOT NULL)")
        .await?;
    pool.execute("INSERT INTO retry_example VALUES ('A', 1000), ('B', 1000)")
        .await?;
    tokio::try_join!(transfer(pool, "A", "B", 300), transfer(pool, "B", "A", 100))?;
    let accounts = sqlx::query_as("SELECT owner, cents FROM retry_example ORDER BY owner")
        .fetch_all(pool)
        .await?;
    pool.execute("DROP TABLE retry_example").await?;
    Ok(accounts)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let url = env::var("DATABASE_URL").unwrap_or_else(|_| DEFAULT.to_owned());
    let options = PgPoolOptions::new()
        .max_connections(2)
        .acquire_timeout(Duration::from_secs(2));
    let pool = match options.connect(&url).await {
        Ok(pool) => pool,
        Err(error) if error.is_transient() => {
            println!("no PostgreSQL server at {url}: {error}");
            println!("start one, as a user other than root (Debian has the programs in /usr/lib/postgresql/*/bin):");
            println!("  initdb -D example-data -U postgres -A trust");
            println!("  pg_ctl -D example-data -o \"-k ''\" -l example-data/log start");
            println!("or name another in DATABASE_URL");
            return Ok(ExitCode::SUCCESS);
        }
        Err(error) => return Err(error.into()),
    };

    println!("-- a transfer from A to B, and one from B to A");
    let accounts = run(&pool).await?;
    let retries = RETRIES.load(Ordering::Relaxed);
    println!("  → {accounts:?} after {retries} retries");
    let expected = [("A".to_owned(), 800), ("B".to_owned(), 1200)];
    Ok(if accounts == expected && retries > 0 {
        ExitCode::SUCCESS
    } else {
        eprintln!("the transfers did not meet, or money was lost");
        ExitCode::FAILURE
    })
}
