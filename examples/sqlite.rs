//! Two writers on one SQLite file: `cargo run -p retry-examples --features sqlite --example sqlite`.
//!
//! Each reads a counter and writes the next number, in one transaction. SQLite has room for one writer at a time, and
//! answers the other with `SQLITE_BUSY`, or with `SQLITE_BUSY_SNAPSHOT` where what it read is old by now. The feature
//! `with-sqlx-0_8` knows these errors; the function begins the transaction, so that an attempt repeats all of it.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use retry_runtime::retry;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions};
use sqlx::{Executor, SqlitePool};

const ROUNDS: i64 = 50;

static RETRIES: AtomicU32 = AtomicU32::new(0);

#[retry(
    max = 100,
    delay_ms = 2,
    max_delay_ms = 20,
    on_retry = |event| {
        if RETRIES.fetch_add(1, Ordering::Relaxed) < 5 {
            println!("  attempt {}: {}, next in {:?}", event.attempt, event.error, event.delay);
        }
    },
)]
async fn increment(pool: &SqlitePool) -> sqlx::Result<i64> {
    let mut transaction = pool.begin().await?;
    let n: i64 = sqlx::query_scalar("SELECT n FROM counter")
        .fetch_one(&mut *transaction)
        .await?;
    // Time for the other writer to come between.
    tokio::time::sleep(Duration::from_millis(1)).await;
    sqlx::query("UPDATE counter SET n = ?")
        .bind(n + 1)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(n + 1)
}

async fn write(pool: &SqlitePool) -> sqlx::Result<()> {
    for _ in 0..ROUNDS {
        increment(pool).await?;
    }
    Ok(())
}

async fn run(file: &PathBuf) -> sqlx::Result<i64> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // SQLite would wait for some of the locks itself. Here the attribute does all of it.
        .busy_timeout(Duration::ZERO);
    let pool = SqlitePoolOptions::new()
        .max_connections(2)
        .connect_with(options)
        .await?;
    pool.execute("CREATE TABLE counter (n INTEGER NOT NULL); INSERT INTO counter VALUES (0)")
        .await?;

    tokio::try_join!(write(&pool), write(&pool))?;

    let n = sqlx::query_scalar("SELECT n FROM counter").fetch_one(&pool).await?;
    pool.close().await;
    Ok(n)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let directory = std::env::temp_dir().join(format!("retry-example-{}", std::process::id()));
    std::fs::create_dir(&directory)?;
    println!("-- two writers, {ROUNDS} transactions each");
    let result = run(&directory.join("counter.db")).await;
    std::fs::remove_dir_all(directory)?;
    let n = result?;

    let retries = RETRIES.load(Ordering::Relaxed);
    println!("  → the counter stands at {n}, after {retries} retries");
    Ok(if n == 2 * ROUNDS && retries > 0 {
        ExitCode::SUCCESS
    } else {
        eprintln!("the writers did not collide, or lost a number");
        ExitCode::FAILURE
    })
}
