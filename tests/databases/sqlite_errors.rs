//! SQLite files with colliding writers, by sqlx 0.8: two versions of it would link two versions of SQLite.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use retry_runtime::{Transient, retry};
use sqlx_0_8::{
    ConnectOptions, Connection, Error, Executor, SqliteConnection, SqlitePool, query, query_scalar,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions},
};

/// A database file, removed in the end.
struct File(PathBuf);

impl File {
    async fn new(name: &str) -> Self {
        let file = Self(std::env::temp_dir().join(format!("retry-tests-{}-{name}.db", std::process::id())));
        let mut connection = file.options().create_if_missing(true).connect().await.unwrap();
        connection
            .execute("create table counter (n integer not null)")
            .await
            .unwrap();
        connection.execute("insert into counter values (0)").await.unwrap();
        connection.close().await.unwrap();
        file
    }

    /// Options of connections that do not wait for each other.
    fn options(&self) -> SqliteConnectOptions {
        SqliteConnectOptions::new()
            .filename(&self.0)
            .journal_mode(SqliteJournalMode::Wal)
            .busy_timeout(Duration::ZERO)
    }

    async fn connect(&self) -> SqliteConnection {
        self.options().connect().await.unwrap()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        for suffix in ["", "-wal", "-shm"] {
            let mut file = self.0.clone().into_os_string();
            file.push(suffix);
            let _ = std::fs::remove_file(file);
        }
    }
}

#[track_caller]
fn assert_code<T>(result: Result<T, Error>, expected: &str, transient: bool) {
    let error = result.err().expect("the statement fails");
    let code = error.as_database_error().unwrap().code();
    assert_eq!(code.as_deref(), Some(expected), "{error}");
    assert_eq!(error.is_transient(), transient, "{error}");
}

#[tokio::test]
async fn two_writers_are_busy() {
    let file = File::new("busy").await;
    let (mut one, mut other) = (file.connect().await, file.connect().await);
    one.execute("begin immediate").await.unwrap();
    assert_code(other.execute("begin immediate").await, "5", true);
    assert_code(other.execute("update counter set n = 1").await, "5", true);
}

#[tokio::test]
async fn a_snapshot_that_is_old_is_busy() {
    let file = File::new("snapshot").await;
    let (mut one, mut other) = (file.connect().await, file.connect().await);
    one.execute("begin").await.unwrap();
    one.execute("select * from counter").await.unwrap();
    other.execute("update counter set n = 1").await.unwrap();
    assert_code(one.execute("update counter set n = 2").await, "517", true);
    // The statement fails again, however often: the whole transaction is what to repeat.
    assert_code(one.execute("update counter set n = 2").await, "517", true);
    one.execute("rollback").await.unwrap();
    one.execute("update counter set n = 2").await.unwrap();
}

#[tokio::test]
async fn what_the_query_did_wrong_is_permanent() {
    let file = File::new("wrong").await;
    let mut connection = file.connect().await;
    connection
        .execute("create unique index one on counter (n)")
        .await
        .unwrap();
    assert_code(
        connection.execute("insert into counter values (0)").await,
        "2067",
        false,
    );
    assert_code(connection.execute("select * from nothing").await, "1", false);
    let missing = SqliteConnectOptions::new().filename(file.0.with_extension("missing"));
    assert_code(missing.connect().await, "14", false);
}

#[retry(max = 1000, delay_ms = 2, multiplier = 1.0, jitter = full)]
async fn increment(pool: &SqlitePool, attempts: &AtomicU32) -> sqlx_0_8::Result<()> {
    attempts.fetch_add(1, Ordering::Relaxed);
    let mut transaction = pool.begin().await?;
    let n: i64 = query_scalar("select n from counter")
        .fetch_one(&mut *transaction)
        .await?;
    // The others read the same number.
    tokio::task::yield_now().await;
    query("update counter set n = ?")
        .bind(n + 1)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await
}

#[tokio::test]
async fn every_writer_gets_through() {
    let file = File::new("writers").await;
    let pool = SqlitePoolOptions::new()
        .max_connections(4)
        .connect_with(file.options())
        .await
        .unwrap();
    let attempts = AtomicU32::new(0);
    let write = async || {
        for _ in 0..5 {
            increment(&pool, &attempts).await.unwrap();
        }
    };
    tokio::join!(write(), write(), write(), write());
    let n: i64 = query_scalar("select n from counter").fetch_one(&pool).await.unwrap();
    assert_eq!(n, 20);
    let attempts = attempts.into_inner();
    assert!(attempts > 20, "{attempts} attempts: no two writers collided");
    pool.close().await;
}
