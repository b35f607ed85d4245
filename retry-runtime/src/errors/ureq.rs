//! `ureq::Error`.

use std::io;

use ::http::StatusCode;
use ureq_3::Error;

use super::http;
use crate::{TimedOut, Transient};

#[doc = include_str!("ureq.md")]
impl Transient for Error {
    fn is_transient(&self) -> bool {
        match self {
            Self::StatusCode(code) => StatusCode::from_u16(*code).is_ok_and(http::is_transient),
            Self::Io(error) => error.is_transient(),
            Self::Timeout(_) | Self::HostNotFound | Self::ConnectionFailed => true,
            _ => false,
        }
    }
}

/// As `Error::Io` of the kind [`io::ErrorKind::TimedOut`], with the value inside.
impl From<TimedOut> for Error {
    fn from(timed_out: TimedOut) -> Self {
        io::Error::from(timed_out).into()
    }
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;

    use ureq_3::{Error, Timeout};

    use crate::Transient;

    #[test]
    fn each_kind_is_what_its_row_says() {
        for status in [408, 425, 429, 500, 502, 503, 504] {
            assert!(Error::StatusCode(status).is_transient(), "{status}");
        }
        for status in [400, 401, 404, 409, 501, 505, 0] {
            assert!(!Error::StatusCode(status).is_transient(), "{status}");
        }
        assert!(Error::Timeout(Timeout::Global).is_transient());
        assert!(Error::HostNotFound.is_transient());
        assert!(Error::ConnectionFailed.is_transient());
        assert!(Error::Io(ErrorKind::ConnectionRefused.into()).is_transient());
        assert!(Error::Io(ErrorKind::UnexpectedEof.into()).is_transient());
        assert!(!Error::Io(ErrorKind::PermissionDenied.into()).is_transient());
        assert!(!Error::BadUri(String::new()).is_transient());
        assert!(!Error::TooManyRedirects.is_transient());
        assert!(!Error::Tls("no").is_transient());
    }
}
