//! The pools bb8 and deadpool: what they say themselves, and what they hand on.

use std::{str::FromStr, time::Duration};

use deadpool_postgres::{Manager, Pool, PoolError, Runtime, Timeouts};
use retry_runtime::{RetryError, Transient, retry};
use tokio_postgres::{Config, NoTls};

use crate::{postgres::Postgres, redis::Redis};

fn pool(url: &str) -> Pool {
    let manager = Manager::new(Config::from_str(url).unwrap(), NoTls);
    let pool = Pool::builder(manager).max_size(1).runtime(Runtime::Tokio1);
    let timeouts = Timeouts {
        wait: Some(Duration::from_millis(20)),
        ..Timeouts::default()
    };
    pool.timeouts(timeouts).build().unwrap()
}

#[retry(max = 100, delay_ms = 20, multiplier = 1.0, timeout_secs = 20)]
async fn answer(pool: &Pool, attempts: &mut u32) -> Result<i32, RetryError<PoolError>> {
    *attempts += 1;
    let client = pool.get().await?;
    Ok(client.query_one("select 42", &[]).await?.get(0))
}

#[tokio::test]
async fn deadpool_gets_through_a_restart() {
    let server = Postgres::start(5);
    let pool = pool(&server.url("postgres"));
    let mut attempts = 0;
    assert_eq!(answer(&pool, &mut attempts).await.unwrap(), 42);
    assert_eq!(attempts, 1);

    server.stop();
    // The pool may not know yet that its client is dead.
    let refused = loop {
        match pool.get().await {
            Ok(client) => assert!(client.execute("select 1", &[]).await.unwrap_err().is_transient()),
            Err(error) => break error,
        }
    };
    assert!(
        matches!(refused, PoolError::Backend(_)) && refused.is_transient(),
        "{refused}"
    );
    let restart = tokio::task::spawn_blocking(move || {
        server.restart();
        server
    });
    attempts = 0;
    assert_eq!(answer(&pool, &mut attempts).await.unwrap(), 42);
    assert!(attempts > 1);
    restart.await.unwrap();
}

#[tokio::test]
async fn deadpool_speaks_for_itself_and_for_the_database() {
    let server = Postgres::shared();
    let busy = pool(&server.url("postgres"));
    let _held = busy.get().await.unwrap();
    let late = busy.get().await.err().unwrap();
    assert!(matches!(late, PoolError::Timeout(_)) && late.is_transient(), "{late}");
    busy.close();
    assert!(!busy.get().await.err().unwrap().is_transient());
    assert!(!pool(&server.url("nowhere")).get().await.err().unwrap().is_transient());
}

/// An error that says all there is to say.
struct Busy;

impl Transient for Busy {
    fn is_transient(&self) -> bool {
        true
    }

    fn retry_after(&self) -> Option<Duration> {
        Some(Duration::from_secs(7))
    }
}

#[test]
fn what_is_inside_is_asked_for_both_answers() {
    use deadpool::managed::{HookError, PoolError};
    fn answers(error: impl Transient) -> (bool, Option<Duration>) {
        (error.is_transient(), error.retry_after())
    }
    let expected = (true, Some(Duration::from_secs(7)));
    assert_eq!(answers(bb8::RunError::User(Busy)), expected);
    assert_eq!(answers(PoolError::Backend(Busy)), expected);
    assert_eq!(answers(PoolError::PostCreateHook(HookError::Backend(Busy))), expected);
    assert_eq!(
        answers(PoolError::<Busy>::PostCreateHook(HookError::message("no"))),
        (false, None)
    );
    assert_eq!(answers(PoolError::<Busy>::NoRuntimeSpecified), (false, None));
}

type Cache = bb8::Pool<redis::Client>;

async fn cache(server: &Redis) -> Cache {
    let client = redis::Client::open(server.url()).unwrap();
    let pool = bb8::Pool::builder()
        .max_size(1)
        .connection_timeout(Duration::from_secs(1));
    pool.build(client).await.unwrap()
}

#[retry(max = 100, delay_ms = 10, multiplier = 1.0)]
async fn ping(cache: &Cache) -> Result<String, bb8::RunError<redis::RedisError>> {
    let mut connection = cache.get().await?;
    Ok(redis::cmd("PING").query_async(&mut *connection).await?)
}

#[tokio::test]
async fn bb8_gets_through_a_restart() {
    let server = Redis::start("");
    let cache = cache(&server).await;
    let mut connection = cache.get().await.unwrap();
    let late = cache.get().await.err().unwrap();
    assert!(matches!(late, bb8::RunError::TimedOut) && late.is_transient(), "{late}");
    let wrong = redis::cmd("NONSENSE").query_async::<()>(&mut *connection).await;
    assert!(!bb8::RunError::User(wrong.unwrap_err()).is_transient());
    drop(connection);

    server.stop();
    let lost = cache.get().await.err().unwrap();
    assert!(lost.is_transient(), "{lost}");
    let restart = tokio::task::spawn_blocking(move || {
        server.restart("");
        server
    });
    assert_eq!(ping(&cache).await.unwrap(), "PONG");
    restart.await.unwrap();
}
