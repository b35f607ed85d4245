//! `redis::RedisError`.

use std::io;

use redis_1::{ErrorKind, RedisError, RetryMethod, ServerErrorKind};

use crate::{TimedOut, Transient};

#[doc = include_str!("redis.md")]
impl Transient for RedisError {
    fn is_transient(&self) -> bool {
        match self.kind() {
            // Another connection has the same password, and only a cluster client follows a redirection, by itself.
            ErrorKind::AuthenticationFailed | ErrorKind::Server(ServerErrorKind::Moved | ServerErrorKind::Ask) => false,
            _ => !matches!(self.retry_method(), RetryMethod::NoRetry),
        }
    }
}

/// Of the kind `Io`, with [`io::ErrorKind::TimedOut`] and the value inside: `is_timeout()` is true.
impl From<TimedOut> for RedisError {
    fn from(timed_out: TimedOut) -> Self {
        io::Error::from(timed_out).into()
    }
}
