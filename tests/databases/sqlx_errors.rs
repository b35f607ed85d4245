//! PostgreSQL by sqlx: `super` says which version.

use std::{
    borrow::Cow,
    error::Error as StdError,
    fmt,
    io::{self, ErrorKind},
    str::FromStr,
    sync::Mutex,
    time::Duration,
};

use retry_runtime::{Transient, retry};
use tokio::{sync::Barrier, time::sleep};

use super::{VERSION, sqlx};
use crate::postgres::Postgres;
use sqlx::{
    Connection, Error, Executor, PgConnection, PgPool,
    error::DatabaseError,
    postgres::{PgConnectOptions, PgPoolOptions},
};

/// A pool for a new database on the server that the tests share.
async fn pool(test: &str) -> PgPool {
    let url = Postgres::shared().database(&format!("{VERSION}_{test}"));
    let pool = PgPoolOptions::new().max_connections(3).connect(&url).await.unwrap();
    pool.execute("create table accounts (id int primary key, cents bigint not null)")
        .await
        .unwrap();
    pool.execute("insert into accounts values (1, 100), (2, 100)")
        .await
        .unwrap();
    pool
}

fn code(error: &Error) -> Option<String> {
    Some(error.as_database_error()?.code()?.into_owned())
}

/// Asserts what an error of the database is, and what it means.
#[track_caller]
fn assert_code<T>(result: Result<T, Error>, expected: &str, transient: bool) {
    let error = result.err().expect("the statement fails");
    assert_eq!(code(&error).as_deref(), Some(expected), "{error}");
    assert_eq!(error.is_transient(), transient, "{error}");
}

/// A lost connection is reported by the server's last words, or by the connection where they did not arrive.
#[track_caller]
fn assert_lost<T>(result: Result<T, Error>) {
    let error = result.err().expect("the connection is gone");
    let last_words = code(&error).is_some_and(|code| code == "57P01");
    assert!(last_words || matches!(error, Error::Io(_)), "{error:?}");
    assert!(error.is_transient(), "{error:?}");
}

/// The codes of the attempts that failed.
type Codes = Mutex<Vec<String>>;

fn note<T>(result: Result<T, Error>, codes: &Codes) -> Result<T, Error> {
    result.inspect_err(|error| {
        let code = code(error).unwrap_or_else(|| error.to_string());
        codes.lock().unwrap().push(code);
    })
}

async fn deposit_once(pool: &PgPool, both: Option<&Barrier>) -> sqlx::Result<()> {
    let mut transaction = pool.begin().await?;
    transaction
        .execute("set transaction isolation level serializable")
        .await?;
    let cents: i64 = sqlx::query_scalar("select cents from accounts where id = 1")
        .fetch_one(&mut *transaction)
        .await?;
    if let Some(both) = both {
        both.wait().await;
    }
    let update = sqlx::query("update accounts set cents = $1 where id = 1").bind(cents + 10);
    update.execute(&mut *transaction).await?;
    transaction.commit().await
}

#[retry(max = 5, delay_ms = 5, context = attempt)]
async fn deposit(pool: &PgPool, both: &Barrier, codes: &Codes) -> sqlx::Result<()> {
    let both = attempt.is_first().then_some(both);
    note(deposit_once(pool, both).await, codes)
}

#[tokio::test]
async fn both_deposits_survive_a_serialization_failure() {
    let pool = pool("serialization").await;
    let (both, codes) = (Barrier::new(2), Codes::default());
    let (one, other) = tokio::join!(deposit(&pool, &both, &codes), deposit(&pool, &both, &codes));
    one.unwrap();
    other.unwrap();
    let cents: i64 = sqlx::query_scalar("select cents from accounts where id = 1")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(cents, 120);
    assert_eq!(codes.into_inner().unwrap(), ["40001"]);
}

async fn transfer_once(pool: &PgPool, from: i32, to: i32, both: Option<&Barrier>) -> sqlx::Result<()> {
    let mut transaction = pool.begin().await?;
    let take = sqlx::query("update accounts set cents = cents - 10 where id = $1").bind(from);
    take.execute(&mut *transaction).await?;
    if let Some(both) = both {
        both.wait().await;
    }
    let give = sqlx::query("update accounts set cents = cents + 10 where id = $1").bind(to);
    give.execute(&mut *transaction).await?;
    transaction.commit().await
}

#[retry(max = 5, delay_ms = 5, context = attempt)]
async fn transfer(pool: &PgPool, from: i32, to: i32, both: &Barrier, codes: &Codes) -> sqlx::Result<()> {
    let both = attempt.is_first().then_some(both);
    note(transfer_once(pool, from, to, both).await, codes)
}

#[tokio::test]
async fn both_transfers_survive_a_deadlock() {
    let pool = pool("deadlock").await;
    let (both, codes) = (Barrier::new(2), Codes::default());
    let (one, other) = tokio::join!(
        transfer(&pool, 1, 2, &both, &codes),
        transfer(&pool, 2, 1, &both, &codes)
    );
    one.unwrap();
    other.unwrap();
    assert_eq!(codes.into_inner().unwrap(), ["40P01"]);
}

/// Connects in each attempt, in the second one to the server's other process.
#[retry(max = 3, delay_ms = 5)]
async fn process_id(pool: &PgPool, terminate: &mut bool) -> sqlx::Result<i32> {
    let mut connection = pool.acquire().await?;
    let pid: i32 = sqlx::query_scalar("select pg_backend_pid()")
        .fetch_one(&mut *connection)
        .await?;
    if std::mem::take(terminate) {
        let terminate = sqlx::query("select pg_terminate_backend($1)").bind(pid);
        terminate.execute(pool).await?;
    }
    sqlx::query_scalar("select pg_backend_pid()")
        .fetch_one(&mut *connection)
        .await
}

#[tokio::test]
async fn a_terminated_session_is_replaced() {
    let pool = pool("terminated").await;
    let mut connection = pool.acquire().await.unwrap();
    let pid: i32 = sqlx::query_scalar("select pg_backend_pid()")
        .fetch_one(&mut *connection)
        .await
        .unwrap();
    sqlx::query("select pg_terminate_backend($1, 1000)")
        .bind(pid)
        .execute(&pool)
        .await
        .unwrap();
    assert_lost(connection.execute("select 1").await);
    assert_ne!(process_id(&pool, &mut true).await.unwrap(), pid);
}

#[tokio::test]
async fn locks_that_are_not_to_be_had_are_transient() {
    let pool = pool("locks").await;
    let mut holder = pool.begin().await.unwrap();
    holder.execute("select * from accounts for update").await.unwrap();
    let mut other = pool.acquire().await.unwrap();
    assert_code(
        other.execute("select * from accounts for update nowait").await,
        "55P03",
        true,
    );
    other.execute("set lock_timeout = 10").await.unwrap();
    assert_code(other.execute("update accounts set cents = 0").await, "55P03", true);
}

#[tokio::test]
async fn what_the_query_did_wrong_is_permanent() {
    let pool = pool("wrong").await;
    assert_code(pool.execute("insert into accounts values (1, 0)").await, "23505", false);
    assert_code(pool.execute("select * from nothing").await, "42P01", false);
    assert_code(pool.execute("select 1 / 0").await, "22012", false);
    let mut connection = pool.acquire().await.unwrap();
    connection.execute("set statement_timeout = 10").await.unwrap();
    assert_code(connection.execute("select pg_sleep(10)").await, "57014", false);
    let nowhere = Postgres::shared().url("nowhere");
    assert_code(PgConnection::connect(&nowhere).await, "3D000", false);
}

#[tokio::test]
async fn a_session_that_idled_for_too_long_is_lost() {
    let pool = pool("idle").await;
    let mut connection = pool.acquire().await.unwrap();
    connection.execute("set idle_session_timeout = 10").await.unwrap();
    let error = loop {
        sleep(Duration::from_millis(50)).await;
        if let Err(error) = connection.execute("select 1").await {
            break error;
        }
    };
    assert!(code(&error).is_none_or(|code| code == "57P05"), "{error}");
    assert!(error.is_transient(), "{error}");
}

#[tokio::test]
async fn too_many_connections_are_transient() {
    let server = Postgres::start(2);
    let url = server.url("postgres");
    let one = PgConnection::connect(&url).await.unwrap();
    let other = PgConnection::connect(&url).await.unwrap();
    assert_code(PgConnection::connect(&url).await, "53300", true);
    one.close().await.unwrap();
    other.close().await.unwrap();
}

#[tokio::test]
async fn a_pool_without_a_free_connection_is_transient() {
    let url = Postgres::shared().url("postgres");
    let options = PgPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(1));
    let pool = options.connect(&url).await.unwrap();
    let held = pool.acquire().await.unwrap();
    let error = pool.acquire().await.unwrap_err();
    assert!(matches!(error, Error::PoolTimedOut), "{error:?}");
    assert!(error.is_transient());
    drop(held);
    pool.close().await;
    assert!(!pool.acquire().await.unwrap_err().is_transient());
}

#[retry(max = 2, delay_ms = 1, attempt_timeout_ms = 100)]
async fn sleeps(pool: &PgPool, attempts: &mut u32) -> sqlx::Result<()> {
    *attempts += 1;
    pool.execute("select pg_sleep(10)").await.map(drop)
}

#[tokio::test]
async fn an_attempt_that_is_cut_is_transient() {
    let pool = pool("cut").await;
    let mut attempts = 0;
    let error = sleeps(&pool, &mut attempts).await.unwrap_err();
    assert_eq!(attempts, 2);
    assert!(
        matches!(&error, Error::Io(error) if error.kind() == ErrorKind::TimedOut),
        "{error:?}"
    );
    assert!(error.is_transient());
}

#[retry(max = 100, delay_ms = 20, multiplier = 1.0)]
async fn connects(options: &PgConnectOptions, attempts: &mut u32) -> sqlx::Result<PgConnection> {
    *attempts += 1;
    PgConnection::connect_with(options).await
}

#[tokio::test]
async fn a_server_that_restarts_is_waited_for() {
    let server = Postgres::start(10);
    let options = PgConnectOptions::from_str(&server.url("postgres")).unwrap();
    let mut lost = PgConnection::connect_with(&options).await.unwrap();

    server.drain();
    // The postmaster may not have seen the signal yet.
    let refused = loop {
        match PgConnection::connect_with(&options).await {
            Ok(_) => sleep(Duration::from_millis(5)).await,
            Err(error) => break error,
        }
    };
    assert_code::<()>(Err(refused), "57P03", true);

    server.stop();
    assert_lost(lost.execute("select 1").await);
    let refused = PgConnection::connect_with(&options).await.unwrap_err();
    assert!(
        matches!(&refused, Error::Io(error) if error.kind() == ErrorKind::ConnectionRefused),
        "{refused:?}"
    );
    assert!(refused.is_transient());

    let mut attempts = 0;
    let restart = tokio::task::spawn_blocking(move || {
        server.restart();
        server
    });
    let mut connection = connects(&options, &mut attempts).await.unwrap();
    connection.execute("select 1").await.unwrap();
    assert!(attempts > 1);
    drop(connection);
    restart.await.unwrap();
}

/// An error of a database that is not here, or that is hard to bring about.
#[derive(Debug)]
struct Coded(Option<&'static str>, &'static str);

impl fmt::Display for Coded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.1)
    }
}

impl StdError for Coded {}

impl DatabaseError for Coded {
    fn message(&self) -> &str {
        self.1
    }

    fn code(&self) -> Option<Cow<'_, str>> {
        self.0.map(Cow::Borrowed)
    }

    fn as_error(&self) -> &(dyn StdError + Send + Sync + 'static) {
        self
    }

    fn as_error_mut(&mut self) -> &mut (dyn StdError + Send + Sync + 'static) {
        self
    }

    fn into_error(self: Box<Self>) -> Box<dyn StdError + Send + Sync + 'static> {
        self
    }

    fn kind(&self) -> sqlx::error::ErrorKind {
        sqlx::error::ErrorKind::Other
    }
}

#[test]
fn codes_mean_what_the_table_says() {
    let transient = "40001 40P01 53300 55P03 57P01 57P02 57P03 57P05 08000 08001 08003 08004 08006 08S01 \
                     5 6 261 517 773 262 518";
    for code in transient.split(' ') {
        assert!(Error::from(Coded(Some(code), "failed")).is_transient(), "{code}");
    }
    // 26117 and 66822 end in the bytes 5 and 6, yet are no result codes of SQLite.
    let permanent = "08P01 08007 22012 23505 25006 25P03 28P01 3D000 40000 40002 40003 42P01 53100 53200 57014 57P04 \
                     58030 HY000 XX000 08 26117 66822 1 8 15 256 1555 2067 -5 ";
    for code in permanent.split(' ') {
        assert!(!Error::from(Coded(Some(code), "failed")).is_transient(), "{code}");
    }
    assert!(Error::from(Coded(None, "Too many connections")).is_transient());
    assert!(!Error::from(Coded(None, "Host is blocked")).is_transient());
}

#[test]
fn variants_mean_what_the_table_says() {
    let transient = [
        Error::PoolTimedOut,
        Error::WorkerCrashed,
        Error::Io(ErrorKind::ConnectionReset.into()),
        Error::Tls(Box::new(io::Error::from(ErrorKind::UnexpectedEof))),
        // An I/O error further down.
        Error::Tls(Box::new(Error::Io(ErrorKind::UnexpectedEof.into()))),
    ];
    for error in transient {
        assert!(error.is_transient(), "{error}");
    }
    let permanent = [
        Error::PoolClosed,
        Error::RowNotFound,
        Error::Protocol("garbage".into()),
        Error::Io(ErrorKind::InvalidData.into()),
        Error::Tls("invalid certificate".into()),
        Error::Tls(Box::new(io::Error::from(ErrorKind::InvalidData))),
        Error::Configuration(Box::new(io::Error::from(ErrorKind::ConnectionReset))),
    ];
    for error in permanent {
        assert!(!error.is_transient(), "{error}");
    }
}
