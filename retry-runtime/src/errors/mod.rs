//! [`Transient`](crate::Transient) for the errors of other crates: what is retried, and by which source.
//!
//! Each feature adds its crate, without that crate's own default features, and is off by default. Several major
//! versions of a crate can be switched on side by side. A page here says what is transient, who says so, and what is
//! left to you; `when` or `classify` decides otherwise where you know better.
//!
//! | feature | types | Rust | crates added | seconds of a clean build |
//! |---|---|---|---|---|
//! | none | | 1.85 | 10 in all | 10 |
//! | `with-http-1` | responses and their statuses: the module `http` of this crate | 1.85 | 4 | 12 |
//! | `with-hyper-1` | `hyper::Error` | 1.85 | 5 | 15 |
//! | `with-hyper-util-0_1` | `hyper_util::client::legacy::Error` | 1.85 | 22 | 26 |
//! | `with-reqwest-0_12`, `with-reqwest-0_13` | `reqwest::Error`, and that module for `reqwest::Response` | 1.85 | 67, 62 | 52, 47 |
//! | `with-ureq-3` | `ureq::Error`, and that module for ureq's responses | 1.85 | 11 | 17 |
//! | `with-tonic-0_14` | `tonic::Status` | 1.85 | 28 | 37 |
//! | `with-sqlx-0_8`, `with-sqlx-0_9` | `sqlx::Error` | 1.85, 1.94 | 79, 76 | 62, 56 |
//! | `with-tokio-postgres-0_7` | `tokio_postgres::Error` | 1.85 | 50 | 42 |
//! | `with-redis-1` | `redis::RedisError` | 1.85 | 39 | 50 |
//! | `with-bb8-0_9` | `bb8::RunError`, if the error in it is `Transient` | 1.85 | 5 | 18 |
//! | `with-deadpool-0_13` | `deadpool::managed::PoolError`, if the error in it is `Transient` | 1.85 | 2 | 15 |
//! | `with-anyhow-1` | `anyhow::Error`, by [what its chain holds](crate::Mark#what-decides) | 1.85 | 1 | 12 |
//! | `with-eyre-0_6` | `eyre::Report`, in the same way | 1.85 | 3 | 13 |
//!
//! The crates are those over the default graph. The seconds are the processor's, on one machine: read them beside those
//! without a feature (`benches/features.sh`).
//!
//! `Box<dyn Error + Send + Sync>` is searched as those two are, and needs no feature.

#[cfg(feature = "backoff")]
mod backoff;
#[cfg(feature = "tokio")]
mod tokio;

// Errors whose type is not known: their chain is searched for a mark, and for the types in `known`.
#[cfg(feature = "with-anyhow-1")]
mod anyhow;
mod boxed;
pub(crate) mod chain;
mod cut;
#[cfg(feature = "with-eyre-0_6")]
mod eyre;
mod known;
mod links;
pub(crate) mod mark;

#[cfg(feature = "with-http-1")]
#[doc(hidden)] // its page is `crate::http`
pub mod http;
#[cfg(feature = "with-hyper-1")]
pub mod hyper;
#[cfg(feature = "with-hyper-util-0_1")]
pub mod hyper_util;
#[cfg(any(feature = "with-reqwest-0_12", feature = "with-reqwest-0_13"))]
pub mod reqwest;
#[cfg(feature = "with-tonic-0_14")]
pub mod tonic;
#[cfg(feature = "with-ureq-3")]
mod ureq;

// What they share.
#[cfg(any(
    feature = "with-hyper-util-0_1",
    feature = "with-reqwest-0_12",
    feature = "with-reqwest-0_13"
))]
mod connecting;
#[cfg(any(
    feature = "with-hyper-util-0_1",
    feature = "with-reqwest-0_12",
    feature = "with-reqwest-0_13",
    feature = "with-tonic-0_14"
))]
mod exchange;

#[cfg(feature = "with-bb8-0_9")]
mod bb8;
#[cfg(feature = "with-deadpool-0_13")]
mod deadpool;
#[cfg(any(
    feature = "with-sqlx-0_8",
    feature = "with-sqlx-0_9",
    feature = "with-tokio-postgres-0_7"
))]
mod io_source;
#[cfg(feature = "with-tokio-postgres-0_7")]
mod postgres;
#[cfg(feature = "with-redis-1")]
mod redis;
#[cfg(any(
    feature = "with-sqlx-0_8",
    feature = "with-sqlx-0_9",
    feature = "with-tokio-postgres-0_7"
))]
mod sqlstate;
#[cfg(any(feature = "with-sqlx-0_8", feature = "with-sqlx-0_9"))]
mod sqlx;
