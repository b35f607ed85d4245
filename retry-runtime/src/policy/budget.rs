//! A shared limit on retries.

use core::fmt;
use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::policy::invalid::InvalidConfig;

/// A limit on retries that many calls share, so that a server which is down is not kept down by them.
///
/// It is a token bucket in the manner of [gRPC's retry throttling (A6)]: it starts full with `capacity` tokens, each
/// retry takes one, and each call that succeeds puts `refill_per_success` back. A call that finds no whole token left
/// ends immediately with its own last error
/// ([`RetryError::BudgetExhausted`](crate::RetryError::BudgetExhausted)). First attempts are never refused. Over any
/// time there are at most `capacity + refill_per_success × successes` retries.
///
/// It is lock-free; share it as a `static` or in an [`Arc`](std::sync::Arc).
///
/// ```
/// use std::io;
/// use retry_runtime::{RetryBudget, RetryError, retry};
///
/// // At most ten retries in a row, then one for every ten calls that succeed.
/// static BUDGET: RetryBudget = RetryBudget::new(10, 0.1);
///
/// #[retry(max = 5, delay_ms = 1, budget = &BUDGET)]
/// async fn fetch() -> Result<(), RetryError<io::Error>> {
///     Err(io::ErrorKind::ConnectionRefused.into())
/// }
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// // Four retries each; the third call finds two tokens.
/// for expected in [5, 5, 3] {
///     assert_eq!(fetch().await.unwrap_err().attempts(), expected);
/// }
/// assert_eq!(BUDGET.available(), 0);
/// # }
/// ```
///
/// [gRPC's retry throttling (A6)]: https://github.com/grpc/proposal/blob/master/A6-client-retries.md#throttling-retry-attempts-and-hedged-rpcs
#[doc(alias = "token_bucket")]
#[doc(alias = "throttle")]
pub struct RetryBudget {
    /// In millionths of a token, so that successes may be worth fractions.
    level: AtomicU64,
    capacity: u64,
    refill: u64,
}

const TOKEN: u64 = 1_000_000;

impl RetryBudget {
    /// A full bucket of `capacity` tokens; each call that succeeds puts `refill_per_success` tokens back, to the
    /// millionth.
    ///
    /// # Panics
    ///
    /// If `refill_per_success` is negative or not finite; in a `static` that does not compile.
    #[must_use]
    #[track_caller]
    pub const fn new(capacity: u32, refill_per_success: f64) -> Self {
        match Self::try_new(capacity, refill_per_success) {
            Ok(budget) => budget,
            Err(error) => panic!("{}", error.message()),
        }
    }

    /// [`new`](Self::new), with an error if `refill_per_success` is negative or not finite.
    pub const fn try_new(capacity: u32, refill_per_success: f64) -> Result<Self, InvalidConfig> {
        if !refill_per_success.is_finite() || refill_per_success < 0.0 {
            return Err(InvalidConfig::REFILL);
        }
        let capacity = capacity as u64 * TOKEN;
        Ok(Self {
            level: AtomicU64::new(capacity),
            capacity,
            // A float too large saturates.
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                clippy::cast_precision_loss
            )]
            refill: (refill_per_success * TOKEN as f64 + 0.5) as u64,
        })
    }

    /// The retries that would be granted now.
    #[must_use]
    pub fn available(&self) -> u32 {
        #[allow(clippy::cast_possible_truncation)] // at most `capacity`, which was a `u32`
        let tokens = (self.level.load(Relaxed) / TOKEN) as u32;
        tokens
    }

    /// The tokens of a full bucket.
    #[must_use]
    pub const fn capacity(&self) -> u32 {
        #[allow(clippy::cast_possible_truncation)] // it was a `u32`
        let tokens = (self.capacity / TOKEN) as u32;
        tokens
    }

    /// Takes a token for a retry; `false` if there is none.
    pub(crate) fn take(&self) -> bool {
        // Nothing else is published with the number, so that no order is needed.
        self.level
            .fetch_update(Relaxed, Relaxed, |level| level.checked_sub(TOKEN))
            .is_ok()
    }

    /// Puts back what a success is worth.
    #[inline]
    pub(crate) fn refill(&self) {
        // A full bucket is only read, so that successful calls do not contend.
        let _ = self.level.fetch_update(Relaxed, Relaxed, |level| {
            (level < self.capacity).then(|| level.saturating_add(self.refill).min(self.capacity))
        });
    }
}

impl fmt::Debug for RetryBudget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetryBudget")
            .field("available", &self.available())
            .field("capacity", &self.capacity())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::RetryBudget;
    use crate::policy::invalid::InvalidConfig;

    #[test]
    fn fractions_add_up_to_tokens() {
        let budget = RetryBudget::new(2, 0.1);
        assert!(budget.take() && budget.take() && !budget.take());
        for _ in 0..9 {
            budget.refill();
        }
        assert!(!budget.take());
        budget.refill();
        assert!(budget.take() && !budget.take());
    }

    #[test]
    fn never_holds_more_than_its_capacity() {
        for refill in [0.6, 5.0, 1e30, f64::MAX] {
            let budget = RetryBudget::new(3, refill);
            budget.refill();
            assert_eq!(budget.available(), 3);
            assert!(budget.take());
            (0..5).for_each(|_| budget.refill());
            assert_eq!(budget.available(), 3, "{refill}");
        }
        assert_eq!(RetryBudget::new(u32::MAX, f64::MAX).available(), u32::MAX);
        assert!(!RetryBudget::new(0, 1.0).take());
    }

    #[test]
    fn refuses_a_refill_that_drains() {
        for bad in [-0.1, f64::NAN, f64::INFINITY] {
            assert_eq!(RetryBudget::try_new(1, bad).err(), Some(InvalidConfig::REFILL));
        }
    }
}
