//! `sqlx::Error`, of both versions.

use std::io;

use super::{io_source, sqlstate};
use crate::{TimedOut, Transient};

/// Both versions have the same variants for what is decided here.
macro_rules! transient {
    ($sqlx:ident) => {
        #[doc = include_str!("sqlx.md")]
        #[doc = concat!("```\n# use ", stringify!($sqlx), " as sqlx;")]
        #[doc = include_str!("sqlx_lock_wait.rs")]
        #[doc = "```"]
        impl Transient for $sqlx::Error {
            fn is_transient(&self) -> bool {
                match self {
                    Self::Database(error) => error.code().is_some_and(|code| is_transient(&code)),
                    Self::Io(error) => error.is_transient(),
                    Self::Tls(error) => io_source::is_transient(&**error),
                    Self::PoolTimedOut | Self::WorkerCrashed => true,
                    _ => false,
                }
            }
        }

        /// `Error::Io`, of kind [`TimedOut`](io::ErrorKind::TimedOut), with the value inside.
        impl From<TimedOut> for $sqlx::Error {
            fn from(timed_out: TimedOut) -> Self {
                Self::Io(io::Error::from(timed_out))
            }
        }
    };
}

#[cfg(feature = "with-sqlx-0_8")]
transient!(sqlx_0_8);
#[cfg(feature = "with-sqlx-0_9")]
transient!(sqlx_0_9);

/// A code as `DatabaseError::code` gives it: a SQLSTATE, or SQLite's extended result code in decimal.
fn is_transient(code: &str) -> bool {
    sqlstate::is_transient(code) || is_locked(code)
}

/// `SQLITE_BUSY` (5), `SQLITE_LOCKED` (6) and their extended codes, whose lowest byte is the primary one.
fn is_locked(code: &str) -> bool {
    // Five digits are a SQLSTATE, as 23505 is; no result code has so many.
    code.len() < 5 && code.parse().is_ok_and(|code: u16| matches!(code & 0xff, 5 | 6))
}

#[cfg(test)]
mod tests {
    use super::is_transient;

    #[test]
    fn a_code_is_a_sqlstate_or_a_result_code() {
        for code in ["40001", "5", "6", "261", "517", "773", "262", "518"] {
            assert!(is_transient(code), "{code}");
        }
        // 26117 and 66822 end in the bytes 5 and 6, yet would be SQLSTATEs.
        for code in [
            "23505", "26117", "66822", "1", "8", "15", "256", "1555", "2067", "HY000", "", "-5",
        ] {
            assert!(!is_transient(code), "{code}");
        }
    }

    macro_rules! variants {
        ($version:literal, $sqlx:ident) => {
            #[cfg(feature = $version)]
            #[test]
            fn $sqlx() {
                use crate::{Scope, TimedOut, Transient};
                use ::$sqlx::Error;
                use core::time::Duration;
                use std::io::{self, ErrorKind};

                let transient = [
                    Error::PoolTimedOut,
                    Error::WorkerCrashed,
                    Error::Io(ErrorKind::ConnectionReset.into()),
                    Error::Tls(Box::new(io::Error::from(ErrorKind::UnexpectedEof))),
                    Error::from(TimedOut {
                        limit: Duration::from_secs(1),
                        scope: Scope::Attempt,
                        attempts: 1,
                    }),
                ];
                for error in transient {
                    assert!(error.is_transient(), "{error}");
                }
                let permanent = [
                    Error::PoolClosed,
                    Error::RowNotFound,
                    Error::Protocol("garbage".into()),
                    Error::Io(ErrorKind::InvalidData.into()),
                    Error::Tls("invalid certificate".into()),
                    Error::Configuration(Box::new(io::Error::from(ErrorKind::ConnectionReset))),
                ];
                for error in permanent {
                    assert!(!error.is_transient(), "{error}");
                }
            }
        };
    }

    variants!("with-sqlx-0_8", sqlx_0_8);
    variants!("with-sqlx-0_9", sqlx_0_9);
}
