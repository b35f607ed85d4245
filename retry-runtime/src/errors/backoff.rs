//! The error of the crate `backoff`: the feature `backoff`.

use core::time::Duration;

use backoff::Error;

use crate::report::transient::Transient;

/// As it says of itself, so that a function moves over from `backoff` with its error type.
///
/// ```
/// use retry_runtime::Transient;
/// use std::time::Duration;
///
/// let busy = backoff::Error::retry_after("busy", Duration::from_secs(3));
/// assert!(busy.is_transient());
/// assert_eq!(busy.retry_after(), Some(Duration::from_secs(3)));
/// assert!(!backoff::Error::permanent("gone").is_transient());
/// ```
impl<E> Transient for Error<E> {
    fn is_transient(&self) -> bool {
        matches!(self, Self::Transient { .. })
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Transient { retry_after, .. } => *retry_after,
            Self::Permanent(_) => None,
        }
    }
}
