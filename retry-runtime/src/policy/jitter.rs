//! How delays vary at random.

use core::fmt;

use crate::policy::invalid::InvalidConfig;

/// How each delay varies at random, so that calls which failed together do not
/// return together.
///
/// Below, `d` is the delay before jitter: `min(delay × multiplierⁿ⁻¹, max_delay)`
/// after the `n`th failed attempt. The range is cut at `max_delay` before the draw, so that no heap of draws stands there.
///
/// | | drawn uniformly from | mean | for a hint `h` |
/// |---|---|---|---|
/// | `None` | `d` itself | `d` | `h` itself |
/// | `Full` | `[0, d]` | `d / 2` | `[h, 2 h]` |
/// | `Equal` | `[d / 2, d]` | `¾ d` | `[h, 1.5 h]` |
/// | `Decorrelated` | `[delay, 3 × previous]` | grows by about 1.5 | `[h, 2 h]` |
/// | `Factor(f)` | `[d (1 − f), d (1 + f)]` | `d` | `[h, h (1 + f)]` |
///
/// The means are those of ranges that `max_delay` does not cut. A hint is what an error asks for
/// ([`Transient::retry_after`](crate::Transient::retry_after)): the delay is the larger of both draws, and never earlier
/// than the hint.
///
/// `Full`, `Equal` and `Decorrelated` are those of the AWS architecture blog,
/// [Exponential Backoff And Jitter]; `Factor` is the *randomization factor* of
/// Google's HTTP client for Java and of the `backoff` crate.
///
/// The default is `Factor(0.5)`.
///
/// ```
/// use retry_runtime::{Jitter, RetryConfig};
///
/// const POLICY: RetryConfig = RetryConfig::new().jitter(Jitter::Full);
/// assert_eq!(Jitter::default(), Jitter::Factor(0.5));
/// # assert_eq!(POLICY.get_jitter(), Jitter::Full);
/// ```
///
/// [Exponential Backoff And Jitter]: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq)]
#[doc(alias = "randomization_factor")]
pub enum Jitter {
    /// No variation: every delay is exactly `d`.
    None,
    /// Uniform in `[0, d]`: the widest spread and the least load on the server.
    Full,
    /// Uniform in `[d / 2, d]`: never less than half of the delay.
    Equal,
    /// Uniform in `[delay, 3 × previous]`, where `previous` is the delay drawn
    /// before (`delay` itself at first); what a server or `classify` asked for is not drawn. `multiplier` plays no part.
    Decorrelated,
    /// Uniform in `[d (1 − f), d (1 + f)]`, for a factor `f` from 0.0 to 1.0.
    Factor(f64),
}

impl Jitter {
    /// The jitter of a configuration that names none.
    pub(crate) const DEFAULT: Self = Self::Factor(0.5);

    /// A factor has bounds, and NaN lies within none.
    pub(crate) const fn check(self) -> Result<Self, InvalidConfig> {
        match self {
            Self::Factor(factor) if factor >= 0.0 && factor <= 1.0 => Ok(self),
            Self::Factor(_) => Err(InvalidConfig::JITTER),
            Self::None | Self::Full | Self::Equal | Self::Decorrelated => Ok(self),
        }
    }
}

impl Default for Jitter {
    /// `Factor(0.5)`.
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// `none`, `full`, `equal`, `decorrelated`, or a factor as `±50%`.
impl fmt::Display for Jitter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Full => f.write_str("full"),
            Self::Equal => f.write_str("equal"),
            Self::Decorrelated => f.write_str("decorrelated"),
            // Rounded, since 0.07 × 100 is 7.000000000000001.
            Self::Factor(factor) => write!(f, "±{}%", (factor * 1e4).round() / 1e2),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Jitter;

    #[test]
    fn a_factor_lies_between_zero_and_one() {
        for good in [0.0, 0.5, 1.0] {
            assert!(Jitter::Factor(good).check().is_ok(), "{good}");
        }
        for bad in [-f64::MIN_POSITIVE, 1.000_001, f64::INFINITY, f64::NAN] {
            assert!(Jitter::Factor(bad).check().is_err(), "{bad}");
        }
    }

    #[test]
    fn shows_a_factor_in_percent_without_noise() {
        assert_eq!(Jitter::Factor(0.07).to_string(), "±7%");
        assert_eq!(Jitter::Factor(0.125).to_string(), "±12.5%");
        assert_eq!(Jitter::default().to_string(), "±50%");
        assert_eq!(Jitter::Full.to_string(), "full");
    }
}
