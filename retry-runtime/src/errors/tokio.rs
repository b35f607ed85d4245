//! tokio's error for a limit.

use tokio::time::error::Elapsed;

use crate::report::transient::Transient;

/// Always transient: the next attempt may be faster.
impl Transient for Elapsed {
    fn is_transient(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use crate::report::transient::Transient;
    use core::time::Duration;

    #[tokio::test(start_paused = true)]
    async fn limits_are_transient() {
        let pending = core::future::pending::<()>();
        let elapsed = tokio::time::timeout(Duration::from_secs(1), pending).await;
        assert!(elapsed.expect_err("it never ends").is_transient());
    }
}
