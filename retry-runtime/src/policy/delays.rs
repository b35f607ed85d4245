//! How long to wait after which failure.

use core::iter::FusedIterator;
use core::ops::Range;
use core::time::Duration;

use crate::policy::config::RetryConfig;

/// The delays of a [`RetryConfig`] before jitter, made by [`RetryConfig::delays`].
///
/// It yields `max − 1` items: one for each delay between two attempts. Where `max` is
/// [`RetryConfig::UNLIMITED`] those are more than anybody sums up: `take` some.
///
/// ```
/// use retry_runtime::RetryConfig;
/// use std::time::Duration;
///
/// // How long a caller waits at most, its jitter left out.
/// let wait: Duration = RetryConfig::new().max(5).delays().sum();
/// assert_eq!(wait, Duration::from_secs(1 + 2 + 4 + 8));
/// ```
#[derive(Clone, Debug)]
pub struct Delays {
    config: RetryConfig,
    failed: Range<u32>,
}

impl RetryConfig {
    /// The delays between the attempts, before jitter: `max − 1` of them, the
    /// `n`th being `min(delay × multiplierⁿ⁻¹, max_delay)`.
    #[must_use]
    pub const fn delays(&self) -> Delays {
        Delays::new(*self)
    }
}

impl Delays {
    pub(crate) const fn new(config: RetryConfig) -> Self {
        // After the last failed attempt there is no delay.
        let failed = 1..config.max;
        Self { config, failed }
    }
}

impl Iterator for Delays {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        let failed = self.failed.next()?;
        Some(unjittered(&self.config, failed))
    }

    fn nth(&mut self, n: usize) -> Option<Duration> {
        let failed = self.failed.nth(n)?;
        Some(unjittered(&self.config, failed))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.failed.size_hint()
    }
}

impl ExactSizeIterator for Delays {}
impl FusedIterator for Delays {}

/// The delay after `failed` failed attempts (1 or more), before jitter:
/// `min(delay × multiplierᶠᵃⁱˡᵉᵈ⁻¹, max_delay)`.
pub(crate) fn unjittered(config: &RetryConfig, failed: u32) -> Duration {
    // Without growth no float is needed, which tells apart what a float of nanoseconds does not: beyond 104 days.
    let growth = growth(config, failed);
    if growth <= 1.0 || config.delay.is_zero() {
        return config.delay.min(config.max_delay);
    }
    #[allow(clippy::cast_precision_loss)] // none below 104 days, where an `f64` still counts every nanosecond
    let nanos = config.delay.as_secs() as f64 * 1e9 + f64::from(config.delay.subsec_nanos());
    capped(nanos * growth, config.max_delay)
}

/// `multiplierᶠᵃⁱˡᵉᵈ⁻¹`.
pub(crate) fn growth(config: &RetryConfig, failed: u32) -> f64 {
    match failed {
        0 | 1 => 1.0,
        2 => config.multiplier,
        _ => match i32::try_from(failed - 1) {
            Ok(exponent) => config.multiplier.powi(exponent),
            Err(_) => config.multiplier.powf(f64::from(failed - 1)),
        },
    }
}

/// Rounded to the nanosecond; `cap` if that is shorter.
fn capped(nanos: f64, cap: Duration) -> Duration {
    /// 2⁶⁴, from where a `u64` of nanoseconds saturates.
    const MOST: f64 = 18_446_744_073_709_551_616.0;
    if nanos < MOST {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // positive, and small enough
        let rounded = Duration::from_nanos((nanos + 0.5) as u64);
        return rounded.min(cap);
    }
    Duration::try_from_secs_f64(nanos / 1e9).map_or(cap, |duration| duration.min(cap))
}

#[cfg(test)]
mod tests {
    use super::unjittered;
    use crate::policy::config::RetryConfig;
    use core::time::Duration;

    fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    #[test]
    fn doubles_exactly_up_to_the_cap() {
        let seconds: Vec<_> = RetryConfig::new().max(8).delays().collect();
        assert_eq!(seconds, [1, 2, 4, 8, 16, 30, 30].map(Duration::from_secs));

        let config = RetryConfig::new().max_delay(Duration::from_secs(1_000_000));
        for nanos in [1, 3, 999, 100_000_000, 123_456_789, 1_000_000_001] {
            let config = config.delay(Duration::from_nanos(nanos));
            for failed in 1..20 {
                let exact = Duration::from_nanos(nanos << (failed - 1));
                assert_eq!(unjittered(&config, failed), exact, "{nanos} {failed}");
            }
        }
    }

    #[test]
    fn rounds_instead_of_cutting() {
        let config = RetryConfig::new().multiplier(1.1).max(4);
        let delays: Vec<_> = config.delays().collect();
        assert_eq!(delays, [ms(1000), ms(1100), ms(1210)]);
    }

    #[test]
    fn there_is_one_delay_less_than_attempts() {
        for max in [1, 2, 7] {
            let delays = RetryConfig::new().max(max).delays();
            assert_eq!(delays.len() + 1, max as usize);
            assert_eq!(delays.count() + 1, max as usize);
        }
        let mut many = RetryConfig::new().max(u32::MAX).delays();
        assert_eq!(many.nth(1_000_000), Some(Duration::from_secs(30)));
    }
}
