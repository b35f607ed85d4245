// glue
use std::time::Duration;

use retry_if::{ExponentialBackoffConfig, retry};
// end of glue
use sqlx::{PgPool, Result};
// glue
use sqlx::Error;

const POLICY: ExponentialBackoffConfig = ExponentialBackoffConfig {
    max_retries: 3,
    t_wait: Duration::from_secs(1),
    backoff: 2.0,
    t_wait_max: None,
    backoff_max: None,
};

fn is_transient(result: &Result<()>) -> bool {
    match result {
        Err(Error::Io(_)) => true,
        Err(Error::Database(error)) => matches!(
            error.code().as_deref(),
            Some("40001" | "40P01" | "57P01" | "57P02" | "57P03" | "08000" | "08001" | "08003" | "08004" | "08006")
        ),
        _ => false,
    }
}

#[retry(POLICY, is_transient)]
// end of glue
pub async fn transfer(pool: &PgPool, from: &str, to: &str, cents: i64) -> Result<()> {
    let mut transaction = pool.begin().await?;
    for (owner, change) in [(from, -cents), (to, cents)] {
        sqlx::query("UPDATE accounts SET cents = cents + $1 WHERE owner = $2")
            .bind(change)
            .bind(owner)
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await
}
