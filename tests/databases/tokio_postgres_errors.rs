//! PostgreSQL by tokio-postgres.

use std::time::Duration;

use retry_runtime::{RetryError, Transient, retry};
use tokio::{sync::Barrier, time::sleep};
use tokio_postgres::{Client, Error, NoTls, error::SqlState};

use crate::postgres::Postgres;

async fn connect(url: &str) -> Result<Client, Error> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// The URL of a new database on the server that the tests share.
async fn database(name: &str) -> String {
    let url = Postgres::shared().database(&format!("tokio_postgres_{name}"));
    let client = connect(&url).await.unwrap();
    let tables = "create table accounts (id int primary key, cents bigint not null);
                  insert into accounts values (1, 100), (2, 100)";
    client.batch_execute(tables).await.unwrap();
    url
}

/// Asserts what an error of the database is, and what it means.
#[track_caller]
fn assert_code<T>(result: Result<T, Error>, expected: &str, transient: bool) {
    let error = result.err().expect("the statement fails");
    assert_eq!(error.code().map(SqlState::code), Some(expected), "{error:?}");
    assert_eq!(error.is_transient(), transient, "{error:?}");
}

/// A lost connection is reported by the server's last words, or by the connection where they did not arrive.
#[track_caller]
fn assert_lost<T>(result: Result<T, Error>) {
    let error = result.err().expect("the connection is gone");
    assert!(error.code().is_none_or(|code| code.code() == "57P01"), "{error:?}");
    assert!(error.is_transient(), "{error:?}");
}

#[retry(max = 5, delay_ms = 5, context = attempt)]
async fn transfer(url: &str, from: i32, to: i32, both: &Barrier, codes: &mut Vec<String>) -> Result<(), Error> {
    let result = async {
        let mut client = connect(url).await?;
        let transaction = client.transaction().await?;
        let take = "update accounts set cents = cents - 10 where id = $1";
        transaction.execute(take, &[&from]).await?;
        if attempt.is_first() {
            both.wait().await;
        }
        let give = "update accounts set cents = cents + 10 where id = $1";
        transaction.execute(give, &[&to]).await?;
        transaction.commit().await
    };
    let result = result.await;
    codes.extend(
        result
            .as_ref()
            .err()
            .and_then(Error::code)
            .map(|code| code.code().to_owned()),
    );
    result
}

#[tokio::test]
async fn both_transfers_survive_a_deadlock() {
    let url = database("deadlock").await;
    let both = Barrier::new(2);
    let (mut codes, mut others) = (Vec::new(), Vec::new());
    let (one, other) = tokio::join!(
        transfer(&url, 1, 2, &both, &mut codes),
        transfer(&url, 2, 1, &both, &mut others)
    );
    one.unwrap();
    other.unwrap();
    codes.extend(others);
    assert_eq!(codes, ["40P01"]);
}

#[tokio::test]
async fn a_serialization_failure_is_transient() {
    let url = database("serialization").await;
    let (mut one, mut other) = (connect(&url).await.unwrap(), connect(&url).await.unwrap());
    let level = tokio_postgres::IsolationLevel::RepeatableRead;
    let one = one.build_transaction().isolation_level(level).start().await.unwrap();
    let other = other.build_transaction().isolation_level(level).start().await.unwrap();
    one.query("select * from accounts", &[]).await.unwrap();
    other.query("select * from accounts", &[]).await.unwrap();
    one.execute("update accounts set cents = 0", &[]).await.unwrap();
    one.commit().await.unwrap();
    assert_code(other.execute("update accounts set cents = 1", &[]).await, "40001", true);
}

#[tokio::test]
async fn a_terminated_client_stays_dead() {
    let url = database("terminated").await;
    let (client, other) = (connect(&url).await.unwrap(), connect(&url).await.unwrap());
    let pid: i32 = client.query_one("select pg_backend_pid()", &[]).await.unwrap().get(0);
    other
        .execute("select pg_terminate_backend($1, 1000)", &[&pid])
        .await
        .unwrap();
    assert_lost(client.execute("select 1", &[]).await);
    let again = client.execute("select 1", &[]).await.unwrap_err();
    assert!(again.is_closed(), "{again:?}");
    assert!(again.is_transient());
}

#[tokio::test]
async fn locks_are_transient_and_mistakes_are_permanent() {
    let url = database("locks").await;
    let (mut holder, other) = (connect(&url).await.unwrap(), connect(&url).await.unwrap());
    let transaction = holder.transaction().await.unwrap();
    transaction.execute("update accounts set cents = 0", &[]).await.unwrap();
    assert_code(
        other.execute("select * from accounts for update nowait", &[]).await,
        "55P03",
        true,
    );
    other.batch_execute("set lock_timeout = 10").await.unwrap();
    assert_code(other.execute("update accounts set cents = 1", &[]).await, "55P03", true);
    other.batch_execute("set statement_timeout = 10").await.unwrap();
    assert_code(other.execute("select pg_sleep(10)", &[]).await, "57014", false);
    assert_code(other.execute("select * from nothing", &[]).await, "42P01", false);
    assert_code(connect(&Postgres::shared().url("nowhere")).await, "3D000", false);
    let cell = other.query_one("select 1", &[]).await.unwrap().try_get::<_, String>(0);
    assert!(!cell.unwrap_err().is_transient());
}

#[tokio::test]
async fn a_name_that_does_not_resolve_is_permanent() {
    let error = connect("postgres://postgres@host.invalid/").await.err().unwrap();
    assert!(!error.is_transient(), "{error:?}");
}

#[retry(max = 100, delay_ms = 20, multiplier = 1.0, timeout_secs = 20)]
async fn answer(url: &str, attempts: &mut u32) -> Result<i32, RetryError<Error>> {
    *attempts += 1;
    let client = connect(url).await?;
    Ok(client.query_one("select 42", &[]).await?.get(0))
}

#[tokio::test]
async fn a_full_and_a_restarting_server_are_waited_for() {
    let server = Postgres::start(1);
    let url = server.url("postgres");
    let client = connect(&url).await.unwrap();
    assert_code(connect(&url).await, "53300", true);

    server.stop();
    assert_lost(client.execute("select 1", &[]).await);
    let refused = connect(&url).await.err().unwrap();
    assert!(refused.code().is_none() && refused.is_transient(), "{refused:?}");

    let mut attempts = 0;
    let restart = tokio::task::spawn_blocking(move || {
        server.restart();
        server
    });
    assert_eq!(answer(&url, &mut attempts).await.unwrap(), 42);
    assert!(attempts > 1);
    let server = restart.await.unwrap();

    // A session that has ended holds its place for a moment.
    let mut last = connect(&url).await;
    while last.is_err() {
        sleep(Duration::from_millis(5)).await;
        last = connect(&url).await;
    }
    server.drain();
    let refused = loop {
        match connect(&url).await.err() {
            // The postmaster may not have seen the signal yet.
            Some(error) if error.code().is_none_or(|code| code.code() != "53300") => break error,
            _ => sleep(Duration::from_millis(5)).await,
        }
    };
    assert_code::<()>(Err(refused), "57P03", true);
}
