use retry_runtime::{Transient, retry};
use sqlx::{Database, Pool};

#[retry(max = 5, delay_ms = 20, when = |error| error.is_transient() || lock_wait_timed_out(error))]
async fn book<DB: Database>(pool: &Pool<DB>) -> sqlx::Result<()> {
    let transaction = pool.begin().await?; // dropped on an error, which rolls back
    // … the statements …
    transaction.commit().await
}

fn lock_wait_timed_out(error: &sqlx::Error) -> bool {
    // With sqlx's feature `mysql`, `MySqlDatabaseError::number` is exact: 1205.
    let error = error.as_database_error();
    error.is_some_and(|error| error.message().starts_with("Lock wait timeout exceeded"))
}
