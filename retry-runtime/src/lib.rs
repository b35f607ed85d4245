//! Retries for async functions: `#[retry]` on any `async fn`, and the loop behind it.
//!
//! ```
//! use retry_runtime::{TimedOut, Transient, retry};
//!
//! #[derive(Debug)]
//! enum FetchError {
//!     Connection,
//!     TimedOut(TimedOut),
//!     InvalidJson,
//! }
//!
//! impl Transient for FetchError {
//!     fn is_transient(&self) -> bool {
//!         !matches!(self, Self::InvalidJson)
//!     }
//! }
//!
//! impl From<TimedOut> for FetchError {
//!     fn from(timed_out: TimedOut) -> Self {
//!         Self::TimedOut(timed_out)
//!     }
//! }
//!
//! #[retry(max = 3, delay_ms = 1000, timeout_secs = 30)]
//! async fn fetch(url: &str) -> Result<String, FetchError> {
//!     Ok(format!("the page at {url}"))
//! }
//! # #[tokio::main(flavor = "current_thread", start_paused = true)]
//! # async fn main() {
//! assert_eq!(fetch("/").await.unwrap(), "the page at /");
//! # }
//! ```
//!
//! The keys of the attribute stand on [`macro@retry`]. [`Transient`] says what an error means for the loop; a function
//! that returns [`RetryError`] tells its callers how the call ended. [`retry_with_backoff`] and [`timeout_wrapper`]
//! are the same loop and the same limit without the attribute. [`with`] gives one call another policy, [`testing`]
//! switches retries off in tests, [`migration`] shows how calls of other crates move over, and
//! [`expansion`] what the attribute makes of a function.
//!
//! # Features
//!
//! | feature | default | gives |
//! |---|---|---|
//! | `macros` | yes | the attribute and the derive |
//! | `tokio` | yes | the clock and the timer, from tokio's `time`; without it only the value types and [`Transient`] remain |
//! | `serde` | no | [`RetryConfig`] from and to configuration files |
//! | `backoff` | no | the schedules of the crate `backoff` for the key `backoff`, and its error as a [`Transient`] one |
//! | `with-sqlx-0_8`, `with-sqlx-0_9` | no | [`Transient`] and `From<TimedOut>` for `sqlx::Error`; 0.9 needs Rust 1.94 |
//! | `with-redis-1` | no | [`Transient`] and `From<TimedOut>` for `redis::RedisError` |
//! | `with-tokio-postgres-0_7` | no | [`Transient`] for `tokio_postgres::Error` |
//! | `with-bb8-0_9`, `with-deadpool-0_13` | no | [`Transient`] for the errors of these pools, if that of what they hold is |
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod config;
mod error;
mod errors;
mod invalid;
mod jitter;
mod schedule;
#[cfg(feature = "serde")]
mod serde;
mod timed_out;
mod transient;

#[cfg(feature = "tokio")]
mod attempt;
#[cfg(feature = "tokio")]
mod budget;
#[cfg(feature = "tokio")]
mod decision;
#[cfg(feature = "tokio")]
mod event;
#[cfg(feature = "tokio")]
mod functions;
#[cfg(feature = "tokio")]
mod jittered;
#[cfg(feature = "tokio")]
pub mod testing;
#[cfg(feature = "tokio")]
mod with;

// Some items of these modules are public for generated code alone.
#[cfg(feature = "tokio")]
#[allow(missing_docs, clippy::must_use_candidate)]
mod backoff;
#[cfg(feature = "tokio")]
#[allow(missing_docs, clippy::must_use_candidate)]
mod call;
#[cfg(feature = "tokio")]
#[allow(missing_docs, clippy::must_use_candidate)]
mod fallback;
#[cfg(feature = "tokio")]
#[allow(missing_docs, clippy::must_use_candidate)]
mod kind;
#[cfg(feature = "tokio")]
#[allow(missing_docs, clippy::must_use_candidate)]
mod limits;
#[cfg(feature = "tokio")]
#[allow(missing_docs, clippy::must_use_candidate)]
mod overlay;
#[cfg(feature = "tokio")]
#[allow(missing_docs, clippy::must_use_candidate)]
mod place;
#[cfg(feature = "tokio")]
#[allow(missing_docs, clippy::must_use_candidate)]
mod progress;
#[cfg(feature = "tokio")]
#[allow(missing_docs, clippy::must_use_candidate)]
mod rebinding;
#[cfg(feature = "tokio")]
#[allow(missing_docs)]
mod retry_after;
#[cfg(feature = "tokio")]
#[allow(missing_docs, clippy::must_use_candidate)]
mod round;
#[cfg(feature = "tokio")]
#[allow(missing_docs, clippy::must_use_candidate)]
mod rules;

#[cfg(feature = "tokio")]
#[doc(hidden)]
pub mod __private;

pub use config::RetryConfig;
pub use error::RetryError;
pub use invalid::InvalidConfig;
pub use jitter::Jitter;
pub use schedule::Delays;
pub use timed_out::{Scope, TimedOut};
pub use transient::Transient;

#[cfg(feature = "tokio")]
pub use attempt::Attempt;
#[cfg(feature = "tokio")]
pub use budget::RetryBudget;
#[cfg(feature = "tokio")]
pub use decision::Decision;
#[cfg(feature = "tokio")]
pub use event::{Failure, RetryEvent};
#[cfg(feature = "tokio")]
pub use functions::{retry_with_backoff, timeout_wrapper};
#[cfg(feature = "tokio")]
pub use with::{With, with};

#[cfg(feature = "macros")]
#[doc = include_str!("retry.md")]
pub use retry_macros::retry;

#[cfg(feature = "macros")]
#[doc = include_str!("derive.md")]
pub use retry_macros::Transient;

#[cfg(feature = "macros")]
#[doc = include_str!("migration.md")]
#[cfg_attr(feature = "backoff", doc = include_str!("migration_backoff.md"))]
pub mod migration {}

#[cfg(feature = "macros")]
#[doc = include_str!("expansion.md")]
#[doc = "\n```"]
#[doc = include_str!("expansion/types.txt")]
#[doc = include_str!("expansion/before.rs")]
#[doc = "```\n\nbecomes\n\n```"]
#[doc = include_str!("expansion/types.txt")]
#[doc = include_str!("expansion/after.rs")]
#[doc = "```"]
pub mod expansion {}

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct ReadmeDoctests;
