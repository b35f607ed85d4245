//! Retries in each of three layers, as where a gateway calls a service and that a database: they multiply.

use std::cell::Cell;
use std::io;

use retry_runtime::retry;
use tokio::runtime::Builder;

/// A database that is down, and counts the requests for it.
#[derive(Default)]
struct Database {
    requests: Cell<u32>,
}

impl Database {
    #[retry(max = 3)]
    async fn query(&self) -> io::Result<()> {
        self.requests.set(self.requests.get() + 1);
        Err(io::ErrorKind::ConnectionRefused.into())
    }
}

#[retry(max = 3)]
async fn service(database: &Database) -> io::Result<()> {
    database.query().await
}

#[retry(max = 3)]
async fn gateway(database: &Database) -> io::Result<()> {
    service(database).await
}

/// The requests that reach the database for one call, with retries in one, two and three layers.
pub(crate) fn requests() -> io::Result<[u32; 3]> {
    let runtime = Builder::new_current_thread().enable_time().start_paused(true).build()?;
    let databases: [Database; 3] = Default::default();
    runtime.block_on(async {
        // Each ends with the database's error.
        let [one, two, three] = &databases;
        let _ = one.query().await;
        let _ = service(two).await;
        let _ = gateway(three).await;
    });
    Ok(databases.map(|database| database.requests.get()))
}
