use retry_runtime::{Transient, retry};

#[retry(when = |error| error.is_transient() || lock_wait_timed_out(error))]
async fn book() -> sqlx::Result<()> {
    // …
    # Ok(())
}

fn lock_wait_timed_out(error: &sqlx::Error) -> bool {
    // With sqlx's feature `mysql`, the number is exact: `MySqlDatabaseError::number` is 1205.
    let error = error.as_database_error();
    error.is_some_and(|error| error.message().starts_with("Lock wait timeout exceeded"))
}
