// glue
use backon::{ExponentialBuilder, Retryable};
// end of glue
use sqlx::{PgPool, Result};
// glue
use sqlx::Error;

const POLICY: ExponentialBuilder = ExponentialBuilder::new().with_max_times(3).with_jitter();

fn is_transient(error: &Error) -> bool {
    match error {
        Error::Io(_) => true,
        Error::Database(error) => matches!(
            error.code().as_deref(),
            Some("40001" | "40P01" | "57P01" | "57P02" | "57P03" | "08000" | "08001" | "08003" | "08004" | "08006")
        ),
        _ => false,
    }
}
// end of glue

pub async fn transfer(pool: &PgPool, from: &str, to: &str, cents: i64) -> Result<()> {
    // glue
    let attempt = || async {
        // end of glue
        let mut transaction = pool.begin().await?;
        for (owner, change) in [(from, -cents), (to, cents)] {
            sqlx::query("UPDATE accounts SET cents = cents + $1 WHERE owner = $2")
                .bind(change)
                .bind(owner)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await
        // glue
    };
    attempt.retry(POLICY).when(is_transient).await
    // end of glue
}
