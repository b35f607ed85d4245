//! The types that the search of a chain knows by itself.

use core::error::Error;
use std::io;

use super::cut;
use crate::report::decision::Decision;
use crate::report::timed_out::TimedOut;
use crate::report::transient::{Transient, decision};

/// What an error means, if it is of a type that the function knows.
type Known = fn(&(dyn Error + 'static)) -> Option<Decision>;

/// Every `known` of the files beside this one: a file of another crate's errors has a line here.
const KNOWN: &[Known] = &[
    io,
    of::<TimedOut>,
    cut::known,
    #[cfg(feature = "tokio")]
    super::tokio::known,
    #[cfg(feature = "with-http-1")]
    of::<super::http::StatusError>,
    #[cfg(feature = "with-hyper-1")]
    of::<hyper::Error>,
    #[cfg(feature = "with-hyper-util-0_1")]
    of::<hyper_util::client::legacy::Error>,
    #[cfg(feature = "with-reqwest-0_12")]
    of::<reqwest_0_12::Error>,
    #[cfg(feature = "with-reqwest-0_13")]
    of::<reqwest_0_13::Error>,
    #[cfg(feature = "with-tonic-0_14")]
    of::<tonic::Status>,
    #[cfg(feature = "with-sqlx-0_8")]
    of::<sqlx_0_8::Error>,
    #[cfg(feature = "with-sqlx-0_9")]
    of::<sqlx_0_9::Error>,
    #[cfg(feature = "with-redis-1")]
    of::<redis_1::RedisError>,
    #[cfg(feature = "with-tokio-postgres-0_7")]
    of::<tokio_postgres_0_7::Error>,
    // The error of a pool is known with that of what it holds.
    #[cfg(all(feature = "with-bb8-0_9", feature = "with-redis-1"))]
    of::<bb8_0_9::RunError<redis_1::RedisError>>,
    #[cfg(all(feature = "with-bb8-0_9", feature = "with-tokio-postgres-0_7"))]
    of::<bb8_0_9::RunError<tokio_postgres_0_7::Error>>,
    #[cfg(all(feature = "with-deadpool-0_13", feature = "with-redis-1"))]
    of::<deadpool_0_13::managed::PoolError<redis_1::RedisError>>,
    #[cfg(all(feature = "with-deadpool-0_13", feature = "with-tokio-postgres-0_7"))]
    of::<deadpool_0_13::managed::PoolError<tokio_postgres_0_7::Error>>,
];

/// What an error means, if its type is one of these.
pub(super) fn decide(error: &(dyn Error + 'static)) -> Option<Decision> {
    KNOWN.iter().find_map(|known| known(error))
}

/// By kind. One of the kind `Other` around another error says nothing of its own: that other one is asked next.
fn io(error: &(dyn Error + 'static)) -> Option<Decision> {
    let error = error.downcast_ref::<io::Error>()?;
    let wraps = error.kind() == io::ErrorKind::Other && error.get_ref().is_some();
    (!wraps).then(|| decision(error))
}

/// By its own [`Transient`].
fn of<E: Error + Transient + 'static>(error: &(dyn Error + 'static)) -> Option<Decision> {
    error.downcast_ref::<E>().map(decision)
}
