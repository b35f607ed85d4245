//! Which errors are worth another attempt.

use core::convert::Infallible;
use core::time::Duration;
use std::io;
use std::sync::Arc;

use crate::report::decision::Decision;
use crate::report::timed_out::TimedOut;

/// An error that knows whether another attempt may succeed.
///
/// For an error type of your own, derive it (`#[derive(Transient)]`) or implement it:
///
/// ```
/// use retry_runtime::Transient;
/// use std::time::Duration;
///
/// enum ApiError {
///     Busy { wait: Duration },
///     Disconnected,
///     NotFound,
/// }
///
/// impl Transient for ApiError {
///     fn is_transient(&self) -> bool {
///         !matches!(self, ApiError::NotFound)
///     }
///
///     fn retry_after(&self) -> Option<Duration> {
///         match self {
///             ApiError::Busy { wait } => Some(*wait),
///             _ => None,
///         }
///     }
/// }
/// # assert!(ApiError::Disconnected.is_transient() && !ApiError::NotFound.is_transient());
/// # assert!(ApiError::Busy { wait: Duration::ZERO }.retry_after().is_some());
/// ```
///
/// [`RetryError`](crate::RetryError) does not implement it: to retry a call that has
/// been retried already multiplies the attempts, so it has to be written down
/// (`when = |error| …`).
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say which of its errors are transient",
    label = "does not implement `Transient`",
    note = "an error of another crate has a feature of `retry-runtime` for it, as `with-anyhow-1`, `with-reqwest-0_12` or \
            `with-sqlx-0_8`",
    note = "an error type of your own derives it: `#[derive(Transient)]`",
    note = "any other is turned into one of your own, as by `map_err`"
)]
#[doc(alias = "retryable")]
#[doc(alias = "retriable")]
pub trait Transient {
    /// Whether another attempt may succeed; `false` ends the call.
    fn is_transient(&self) -> bool;

    /// The least delay before another attempt, if the error names one, as the
    /// header `Retry-After` does.
    ///
    /// The next attempt begins no earlier; jitter is spread above it (see [`Jitter`](crate::Jitter)). It has no effect on
    /// an error that is not transient. One longer than `max_delay` ends the call. Default: `None`.
    fn retry_after(&self) -> Option<Duration> {
        None
    }
}

/// What an error's own [`Transient`] says.
#[inline]
pub(crate) fn decision<E: Transient>(error: &E) -> Decision {
    if error.is_transient() {
        error.retry_after().map_or(Decision::Retry, Decision::RetryAfter)
    } else {
        Decision::Return
    }
}

/// By kind:
///
/// | transient | because |
/// |---|---|
/// | `ConnectionRefused`, `ConnectionReset`, `ConnectionAborted`, `NotConnected`, `BrokenPipe`, `UnexpectedEof` | the peer is starting, restarting or gone; another connection may last |
/// | `HostUnreachable`, `NetworkUnreachable`, `NetworkDown` | routes and links come back |
/// | `TimedOut`, `WouldBlock`, `Interrupted`, `ResourceBusy` | not now, perhaps later |
///
/// Every other kind is permanent, in particular:
///
/// - `AddrInUse`: a bound socket lives as long as its process, so waiting would only
///   delay the report of a second instance or of a wrong port.
/// - `AddrNotAvailable`: the address is not this machine's, or its ports are used up,
///   and more attempts use up more of them.
/// - failed name resolution: the standard library gives it no kind of its own, so a
///   resolver that is down looks like a name that does not exist.
///
/// Where one of these comes and goes, say so with `when`.
///
/// ```
/// use retry_runtime::Transient;
/// use std::io::{Error, ErrorKind};
///
/// assert!(Error::from(ErrorKind::ConnectionReset).is_transient());
/// assert!(!Error::from(ErrorKind::PermissionDenied).is_transient());
/// ```
impl Transient for io::Error {
    fn is_transient(&self) -> bool {
        use io::ErrorKind as Kind;
        matches!(
            self.kind(),
            Kind::ConnectionRefused
                | Kind::ConnectionReset
                | Kind::ConnectionAborted
                | Kind::NotConnected
                | Kind::BrokenPipe
                | Kind::UnexpectedEof
                | Kind::HostUnreachable
                | Kind::NetworkUnreachable
                | Kind::NetworkDown
                | Kind::TimedOut
                | Kind::WouldBlock
                | Kind::Interrupted
                | Kind::ResourceBusy
        )
    }
}

/// Always transient: the next attempt may be faster.
impl Transient for TimedOut {
    fn is_transient(&self) -> bool {
        true
    }
}

impl Transient for Infallible {
    fn is_transient(&self) -> bool {
        match *self {}
    }
}

/// Implements the trait for pointers, which ask what they point to.
macro_rules! forward {
    ($($pointer:ty),*) => {$(
        impl<T: ?Sized + Transient> Transient for $pointer {
            fn is_transient(&self) -> bool {
                T::is_transient(self)
            }

            fn retry_after(&self) -> Option<Duration> {
                T::retry_after(self)
            }
        }
    )*};
}

forward!(&T, Box<T>, Arc<T>);

#[cfg(test)]
mod tests {
    use super::Transient;
    use crate::report::timed_out::{Scope, TimedOut};
    use core::time::Duration;
    use std::io::{Error, ErrorKind};
    use std::sync::Arc;

    struct Busy;

    impl Transient for Busy {
        fn is_transient(&self) -> bool {
            true
        }

        fn retry_after(&self) -> Option<Duration> {
            Some(Duration::from_secs(7))
        }
    }

    #[test]
    fn pointers_forward_both_answers() {
        fn answers(error: impl Transient) -> (bool, Option<Duration>) {
            (error.is_transient(), error.retry_after())
        }
        let expected = (true, Some(Duration::from_secs(7)));
        assert_eq!(answers(&Busy), expected);
        assert_eq!(answers(Box::new(Busy)), expected);
        assert_eq!(answers(Arc::new(Busy)), expected);
        assert_eq!(answers(Box::new(Busy) as Box<dyn Transient>), expected);
    }

    #[test]
    fn io_errors_are_transient_by_kind() {
        for kind in [
            ErrorKind::ConnectionRefused,
            ErrorKind::UnexpectedEof,
            ErrorKind::NetworkDown,
            ErrorKind::ResourceBusy,
        ] {
            assert!(Error::from(kind).is_transient(), "{kind}");
            assert!(Error::new(kind, "with a message").is_transient(), "{kind}");
        }
        for kind in [
            ErrorKind::NotFound,
            ErrorKind::AddrInUse,
            ErrorKind::AddrNotAvailable,
            ErrorKind::InvalidData,
            ErrorKind::Other,
        ] {
            assert!(!Error::from(kind).is_transient(), "{kind}");
        }
    }

    #[test]
    fn limits_are_transient_also_as_io_errors() {
        let timed_out = TimedOut {
            limit: Duration::from_secs(1),
            scope: Scope::Attempt,
            attempts: 1,
        };
        assert!(timed_out.is_transient());
        assert!(Error::from(timed_out).is_transient());
    }
}
