//! `sqlx::Error`, of both versions.

use std::io;

use super::{io_source, sqlstate};
use crate::{TimedOut, Transient};

/// Both versions have the same variants for what is decided here.
macro_rules! transient {
    ($sqlx:ident) => {
        #[doc = include_str!("sqlx.md")]
        #[doc = concat!("```\n# use ", stringify!($sqlx), " as sqlx;")]
        #[doc = include_str!("sqlx_transaction.rs")]
        #[doc = "```"]
        impl Transient for $sqlx::Error {
            fn is_transient(&self) -> bool {
                match self {
                    Self::Database(error) => match error.code() {
                        Some(code) => is_transient(&code),
                        // MySQL refuses a connection before the handshake, and gives no SQLSTATE there.
                        None => error.message() == "Too many connections",
                    },
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
