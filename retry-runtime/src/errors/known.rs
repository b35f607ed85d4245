//! The types that the search of a chain knows by itself.

use core::error::Error;

use super::{cut, links};
use crate::report::decision::Decision;
use crate::report::timed_out::TimedOut;
use crate::report::transient::{Transient, decision};

/// What an error means, if it is of a type that the function knows.
type Known = fn(&(dyn Error + 'static)) -> Option<Decision>;

/// Every error type that is [`Transient`] here: a feature that brings one has a line.
///
/// A pool's error is generic: where the one in it is not listed beside it, that one is the next in the chain.
const KNOWN: &[Known] = &[
    io,
    known::<TimedOut>,
    cut::known,
    #[cfg(feature = "tokio")]
    known::<::tokio::time::error::Elapsed>,
    #[cfg(feature = "with-http-1")]
    known::<super::http::StatusError>,
    #[cfg(feature = "with-hyper-1")]
    known::<::hyper::Error>,
    #[cfg(feature = "with-hyper-util-0_1")]
    known::<::hyper_util::client::legacy::Error>,
    #[cfg(feature = "with-reqwest-0_12")]
    known::<reqwest_0_12::Error>,
    #[cfg(feature = "with-reqwest-0_13")]
    known::<reqwest_0_13::Error>,
    #[cfg(feature = "with-tonic-0_14")]
    known::<::tonic::Status>,
    #[cfg(feature = "with-ureq-3")]
    known::<ureq_3::Error>,
    #[cfg(feature = "with-sqlx-0_8")]
    known::<sqlx_0_8::Error>,
    #[cfg(feature = "with-sqlx-0_9")]
    known::<sqlx_0_9::Error>,
    #[cfg(feature = "with-tokio-postgres-0_7")]
    known::<tokio_postgres_0_7::Error>,
    #[cfg(feature = "with-redis-1")]
    known::<redis_1::RedisError>,
    #[cfg(all(feature = "with-bb8-0_9", feature = "with-tokio-postgres-0_7"))]
    known::<bb8_0_9::RunError<tokio_postgres_0_7::Error>>,
    #[cfg(all(feature = "with-bb8-0_9", feature = "with-redis-1"))]
    known::<bb8_0_9::RunError<redis_1::RedisError>>,
    #[cfg(all(feature = "with-deadpool-0_13", feature = "with-tokio-postgres-0_7"))]
    known::<deadpool_0_13::managed::PoolError<tokio_postgres_0_7::Error>>,
    #[cfg(all(feature = "with-deadpool-0_13", feature = "with-redis-1"))]
    known::<deadpool_0_13::managed::PoolError<redis_1::RedisError>>,
];

/// What an error means, if its type is one of these.
pub(super) fn decide(error: &(dyn Error + 'static)) -> Option<Decision> {
    KNOWN.iter().find_map(|known| known(error))
}

/// What an error means, if it is a `T`.
fn known<T: Error + Transient + 'static>(error: &(dyn Error + 'static)) -> Option<Decision> {
    error.downcast_ref::<T>().map(decision)
}

/// By kind. One of the kind `Other` around another error says nothing of its own: that other one is asked next.
fn io(error: &(dyn Error + 'static)) -> Option<Decision> {
    let transient = links::io_error(error)?;
    Some(if transient { Decision::Retry } else { Decision::Return })
}

#[cfg(test)]
mod tests {
    use core::error::Error;
    use core::time::Duration;

    use crate::{Scope, TimedOut, Transient};

    type BoxError = Box<dyn Error + Send + Sync>;

    fn is_transient<E: From<TimedOut> + Transient>() -> bool {
        [Scope::Attempt, Scope::Operation]
            .into_iter()
            .all(|scope| E::from(TimedOut::new(Duration::from_secs(1), scope, 2)).is_transient())
    }

    /// By itself, and where its type is not known.
    fn is_known<E: From<TimedOut> + Transient + Error + Send + Sync + 'static>() -> bool {
        let timed_out = TimedOut::new(Duration::from_secs(1), Scope::Attempt, 2);
        is_transient::<E>() && BoxError::from(E::from(timed_out)).is_transient()
    }

    #[test]
    fn the_error_of_a_limit_is_transient_in_every_type_that_has_it() {
        assert!(is_known::<TimedOut>());
        assert!(is_known::<std::io::Error>());
        assert!(is_transient::<BoxError>());
        #[cfg(feature = "with-anyhow-1")]
        assert!(is_transient::<anyhow::Error>());
        #[cfg(feature = "with-eyre-0_6")]
        assert!(is_transient::<eyre::Report>());
        #[cfg(feature = "with-tonic-0_14")]
        assert!(is_known::<::tonic::Status>());
        #[cfg(feature = "with-ureq-3")]
        assert!(is_known::<ureq_3::Error>());
        #[cfg(feature = "with-sqlx-0_8")]
        assert!(is_known::<sqlx_0_8::Error>());
        #[cfg(feature = "with-sqlx-0_9")]
        assert!(is_known::<sqlx_0_9::Error>());
        #[cfg(feature = "with-redis-1")]
        assert!(is_known::<redis_1::RedisError>());
    }
}
