// glue
use retry_runtime::retry;
// end of glue
use sqlx::{PgPool, Result};

// glue
#[retry(max = 4)]
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
