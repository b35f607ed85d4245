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
            Self::Io(error) => error.is_transient() || does_not_resolve(error),
            Self::Timeout(_) | Self::HostNotFound | Self::ConnectionFailed => true,
            other => lost_within_the_body(&other.to_string()),
        }
    }
}

/// The standard library gives the errors of the system's resolver no stable kind: a text on Unix, a number on Windows.
fn does_not_resolve(error: &io::Error) -> bool {
    if cfg!(windows) {
        // From `WSAHOST_NOT_FOUND` to `WSANO_DATA`.
        return matches!(error.raw_os_error(), Some(11001..=11004));
    }
    error.to_string().starts_with("failed to lookup address information")
}

/// By its text: the variants for a body that is decoded or parsed as it comes exist with ureq's features alone, which
/// would bring their crates, and have no source.
fn lost_within_the_body(shown: &str) -> bool {
    let mut reason = shown;
    if let Some(json) = reason.strip_prefix("json: ") {
        // serde_json adds where it stood.
        reason = json.rsplit_once(" at line ").map_or(json, |(reason, _)| reason);
    }
    for decoder in ["gzip decompression failed: ", "brotli decompression failed: "] {
        reason = reason.strip_prefix(decoder).unwrap_or(reason);
    }
    // ureq's own words for a connection that ends, and for the limits that a body can pass.
    matches!(
        reason,
        "Peer disconnected" | "timeout: global" | "timeout: per call" | "timeout: per read" | "timeout: receive body"
    )
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

    #[test]
    fn a_body_is_lost_by_what_it_waited_for_and_not_by_what_it_held() {
        for shown in [
            "json: Peer disconnected at line 1 column 3",
            "json: gzip decompression failed: timeout: receive body at line 1 column 3",
            "brotli decompression failed: Peer disconnected",
        ] {
            assert!(super::lost_within_the_body(shown), "{shown}");
        }
        for shown in [
            "json: expected value at line 1 column 1",
            "json: EOF while parsing a list at line 1 column 3",
            "json: invalid type: string \"Peer disconnected\", expected u32 at line 1 column 3",
            "gzip decompression failed: invalid gzip header",
        ] {
            assert!(!super::lost_within_the_body(shown), "{shown}");
        }
    }
}
