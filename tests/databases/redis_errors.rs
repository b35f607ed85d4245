//! Redis by the crate redis.

use std::{io, time::Duration};

use redis::{
    AsyncCommands, AsyncConnectionConfig, Client, ErrorKind, RedisError, RedisResult, ServerErrorKind,
    aio::{ConnectionManager, ConnectionManagerConfig, MultiplexedConnection},
    cmd, pipe,
};
use retry_runtime::{Transient, retry};
use tokio::time::sleep;

use crate::redis::Redis;

async fn connect(server: &Redis) -> RedisResult<MultiplexedConnection> {
    Client::open(server.url())?.get_multiplexed_async_connection().await
}

/// A connection that gives up on an answer soon.
async fn impatient(server: &Redis) -> MultiplexedConnection {
    let config = AsyncConnectionConfig::new().set_response_timeout(Some(Duration::from_millis(200)));
    let client = Client::open(server.url()).unwrap();
    client
        .get_multiplexed_async_connection_with_config(&config)
        .await
        .unwrap()
}

async fn run(connection: &mut MultiplexedConnection, command: &str) -> RedisResult<()> {
    let mut words = command.split(' ');
    let mut command = cmd(words.next().unwrap());
    command.arg(words.collect::<Vec<_>>()).query_async(connection).await
}

#[track_caller]
fn assert_kind<T>(result: RedisResult<T>, expected: ErrorKind, transient: bool) {
    let error = result.err().expect("the command fails");
    assert_eq!(error.kind(), expected, "{error}");
    assert_eq!(error.is_transient(), transient, "{error}");
}

/// What `READONLY` means is the crate's to say, and changed in 1.2.4.
fn readonly_is_transient() -> bool {
    let error = RedisError::from((ErrorKind::Server(ServerErrorKind::ReadOnly), "read-only"));
    !matches!(error.retry_method(), redis::RetryMethod::NoRetry)
}

#[test]
fn kinds_mean_what_the_table_says() {
    use ErrorKind as Kind;
    use ServerErrorKind as Server;
    let server = [
        (Server::TryAgain, true),
        (Server::ClusterDown, true),
        (Server::MasterDown, true),
        (Server::BusyLoading, true),
        (Server::ReadOnly, readonly_is_transient()),
        (Server::Moved, false),
        (Server::Ask, false),
        (Server::ResponseError, false),
        (Server::ExecAbort, false),
        (Server::NoScript, false),
        (Server::CrossSlot, false),
        (Server::NotBusy, false),
        (Server::NoSub, false),
        (Server::NoPerm, false),
    ];
    let client = [
        (Kind::Parse, true),
        (Kind::MasterNameNotFoundBySentinel, true),
        (Kind::NoValidReplicasFoundBySentinel, true),
        (Kind::ClusterConnectionNotFound, true),
        (Kind::AuthenticationFailed, false),
        (Kind::UnexpectedReturnType, false),
        (Kind::InvalidClientConfig, false),
        (Kind::Client, false),
        (Kind::Extension, false),
        (Kind::EmptySentinelList, false),
        (Kind::RESP3NotSupported, false),
    ];
    for (kind, transient) in server
        .map(|(kind, transient)| (kind.into(), transient))
        .into_iter()
        .chain(client)
    {
        assert_eq!(RedisError::from((kind, "")).is_transient(), transient, "{kind:?}");
    }
    for (kind, transient) in [
        (io::ErrorKind::ConnectionReset, true),
        (io::ErrorKind::TimedOut, true),
        (io::ErrorKind::PermissionDenied, false),
        (io::ErrorKind::Unsupported, false),
    ] {
        assert_eq!(
            RedisError::from(io::Error::from(kind)).is_transient(),
            transient,
            "{kind:?}"
        );
    }
}

#[tokio::test]
async fn what_the_command_did_wrong_is_permanent() {
    let server = Redis::start("");
    let mut connection = connect(&server).await.unwrap();
    run(&mut connection, "SET key value").await.unwrap();
    assert_kind(
        run(&mut connection, "NONSENSE").await,
        ServerErrorKind::ResponseError.into(),
        false,
    );
    assert_kind(
        run(&mut connection, "LPUSH key value").await,
        ErrorKind::Extension,
        false,
    );
    assert_kind(
        run(&mut connection, "EVALSHA 0 0").await,
        ServerErrorKind::NoScript.into(),
        false,
    );
    // The crate has one kind for this and for a response that is none.
    assert_kind(connection.get::<_, i64>("key").await, ErrorKind::Parse, true);
    let pipeline = pipe().atomic().cmd("NONSENSE").query_async::<()>(&mut connection).await;
    assert_kind(pipeline, ServerErrorKind::ExecAbort.into(), false);

    run(&mut connection, "CONFIG SET requirepass secret").await.unwrap();
    let mut stranger = connect(&server).await.unwrap();
    // `NOAUTH`, which the crate does not know.
    assert_kind(run(&mut stranger, "GET key").await, ErrorKind::Extension, false);
    let wrong = server.url().replace("127", ":wrong@127");
    let wrong = Client::open(wrong).unwrap().get_multiplexed_async_connection().await;
    assert_kind(wrong, ErrorKind::AuthenticationFailed, false);
}

#[tokio::test]
async fn a_replica_is_read_only() {
    let server = Redis::start("--replica-serve-stale-data no");
    let mut connection = connect(&server).await.unwrap();
    // Nothing answers at port 1, so that the replica has no master.
    run(&mut connection, "REPLICAOF 127.0.0.1 1").await.unwrap();
    assert_kind(
        run(&mut connection, "GET key").await,
        ServerErrorKind::MasterDown.into(),
        true,
    );
    run(&mut connection, "CONFIG SET replica-serve-stale-data yes")
        .await
        .unwrap();
    let write = run(&mut connection, "SET key value").await;
    assert_kind(write, ServerErrorKind::ReadOnly.into(), readonly_is_transient());
}

#[retry(max = 1000, delay_ms = 10, multiplier = 1.0)]
async fn count(connection: &mut MultiplexedConnection, attempts: &mut u32) -> RedisResult<u32> {
    *attempts += 1;
    cmd("DBSIZE").query_async(connection).await
}

#[tokio::test]
async fn a_server_that_loads_is_waited_for() {
    let server = Redis::start("");
    let mut connection = connect(&server).await.unwrap();
    let mut fill = pipe();
    for key in 0..1000 {
        fill.set(key, key).ignore();
    }
    fill.query_async::<()>(&mut connection).await.unwrap();
    run(&mut connection, "SAVE").await.unwrap();
    server.stop();

    // A millisecond for each key.
    server.restart("--key-load-delay 1000 --loading-process-events-interval-bytes 1024");
    let mut connection = connect(&server).await.unwrap();
    assert_kind(
        run(&mut connection, "GET 1").await,
        ServerErrorKind::BusyLoading.into(),
        true,
    );
    let mut attempts = 0;
    assert_eq!(count(&mut connection, &mut attempts).await.unwrap(), 1000);
    assert!(attempts > 1);
}

#[retry(max = 100, delay_ms = 10, multiplier = 1.0)]
async fn get(manager: &ConnectionManager, key: &str, attempts: &mut u32) -> RedisResult<String> {
    *attempts += 1;
    manager.clone().get(key).await
}

#[tokio::test]
async fn a_manager_gets_through_a_restart_where_a_connection_stays_dead() {
    let server = Redis::start("--appendonly yes");
    let mut connection = connect(&server).await.unwrap();
    run(&mut connection, "SET key value").await.unwrap();
    let config = ConnectionManagerConfig::new().set_number_of_retries(0);
    let client = Client::open(server.url()).unwrap();
    let manager = ConnectionManager::new_with_config(client, config).await.unwrap();

    server.stop();
    let lost = run(&mut connection, "GET key").await.unwrap_err();
    assert!(lost.is_connection_dropped() && lost.is_transient(), "{lost}");
    let refused = connect(&server).await.err().unwrap();
    assert!(refused.is_connection_refusal() && refused.is_transient(), "{refused}");

    let mut attempts = 0;
    let restart = tokio::task::spawn_blocking(move || {
        std::thread::sleep(Duration::from_millis(50));
        server.restart("--appendonly yes");
        server
    });
    assert_eq!(get(&manager, "key", &mut attempts).await.unwrap(), "value");
    assert!(attempts > 1);
    let lost = run(&mut connection, "GET key").await.unwrap_err();
    assert!(lost.is_connection_dropped() && lost.is_transient(), "{lost}");
    restart.await.unwrap();
}

#[retry(max = 100, delay_ms = 10, multiplier = 1.0)]
async fn ping(connection: &mut MultiplexedConnection, attempts: &mut u32) -> RedisResult<String> {
    *attempts += 1;
    cmd("PING").query_async(connection).await
}

#[retry(max = 2, delay_ms = 1, attempt_timeout_ms = 20)]
async fn cut(connection: &mut MultiplexedConnection, attempts: &mut u32) -> RedisResult<String> {
    *attempts += 1;
    cmd("PING").query_async(connection).await
}

#[tokio::test]
async fn a_process_that_is_stopped_is_waited_for() {
    let server = Redis::start("");
    let mut connection = impatient(&server).await;
    server.signal("STOP");
    let late = run(&mut connection, "PING").await.unwrap_err();
    assert!(late.is_timeout() && late.is_transient(), "{late}");

    let mut attempts = 0;
    let late = cut(&mut connection, &mut attempts).await.unwrap_err();
    assert_eq!(attempts, 2);
    assert!(late.is_timeout() && late.is_transient(), "{late}");

    attempts = 0;
    let resume = tokio::task::spawn_blocking(move || {
        std::thread::sleep(Duration::from_millis(500));
        server.signal("CONT");
        server
    });
    assert_eq!(ping(&mut connection, &mut attempts).await.unwrap(), "PONG");
    assert!(attempts > 1);
    resume.await.unwrap();
}

#[tokio::test]
async fn a_cluster_redirects_for_good_and_is_down_for_a_while() {
    let options = "--cluster-enabled yes --cluster-require-full-coverage no";
    let (one, other) = (Redis::start(options), Redis::start(options));
    let mut first = connect(&one).await.unwrap();
    let mut second = connect(&other).await.unwrap();
    assert_kind(
        run(&mut second, "GET key").await,
        ServerErrorKind::ClusterDown.into(),
        true,
    );

    run(&mut first, "CLUSTER ADDSLOTSRANGE 0 16383").await.unwrap();
    run(&mut second, &format!("CLUSTER MEET 127.0.0.1 {}", one.port()))
        .await
        .unwrap();
    let redirected = loop {
        let error = run(&mut second, "GET key").await.unwrap_err();
        if error.kind() != ServerErrorKind::ClusterDown.into() {
            break error;
        }
        sleep(Duration::from_millis(10)).await;
    };
    assert_kind::<()>(Err(redirected), ServerErrorKind::Moved.into(), false);

    let id: String = cmd("CLUSTER").arg("MYID").query_async(&mut second).await.unwrap();
    let slot: u16 = cmd("CLUSTER")
        .arg("KEYSLOT")
        .arg("key")
        .query_async(&mut first)
        .await
        .unwrap();
    run(&mut first, &format!("CLUSTER SETSLOT {slot} MIGRATING {id}"))
        .await
        .unwrap();
    assert_kind(run(&mut first, "GET key").await, ServerErrorKind::Ask.into(), false);
}
