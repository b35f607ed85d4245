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
//! are the same loop and the same limit without the attribute. A *policy* is a [`RetryConfig`]; [`RetryOverrides`] replace
//! single values of one, from a file (the key `overrides`) or for one call ([`with`]). [`testing`] switches retries off in
//! tests, or makes their jitter repeatable ([`testing::seed`]), [`migration`] shows how calls of other crates move over, and
//! [`expansion`] what the attribute makes of a function.
//!
//! # Features
//!
//! | feature | default | gives |
//! |---|---|---|
//! | `macros` | yes | the attribute; brings `derive` and `tokio` with it |
//! | `derive` | by `macros` | [`derive(Transient)`](derive@Transient): with `default-features = false`, all that a crate of errors needs, without tokio in its graph |
//! | `tokio` | yes | the clock and the timer, from tokio's `time`; without it only the value types and [`Transient`] remain |
//! | `tracing` | no | retries, give-ups and recoveries as events of the crate `tracing` |
//! | `metrics` | no | the same as counters and histograms of the facade `metrics` |
//! | `observe` | no | the same for one observer of the process, `observe::set`; `tracing` and `metrics` bring it with them |
//! | `faults` | no | `testing::fail` and `testing::delay`, for dev-dependencies: attempts fail, or take long, because a test says so |
//! | `serde` | no | [`RetryConfig`] and [`RetryOverrides`] from and to configuration files |
//! | `with-…` | no | [`Transient`] for [the errors of other crates](errors), a feature for each |
//! | `backoff` | no | the schedules of the crate `backoff` for the key `backoff`, and its error as a [`Transient`] one |
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod errors;
mod keys;
mod policy;
mod report;

#[cfg(feature = "tokio")]
mod call;
#[cfg(feature = "tokio")]
mod functions;
#[cfg(feature = "observe")]
pub mod observe;
#[cfg(feature = "tokio")]
mod scope;

#[doc(hidden)]
pub mod __private;

pub use errors::chain::{chain, find_in_chain};
#[cfg(feature = "with-http-1")]
#[doc(inline)]
pub use errors::http;
pub use errors::mark::{Mark, Marked};
pub use policy::config::RetryConfig;
pub use policy::delays::Delays;
pub use policy::invalid::InvalidConfig;
pub use policy::jitter::Jitter;
pub use policy::overrides::RetryOverrides;
pub use report::decision::Decision;
pub use report::event::{Failure, RetryEvent};
pub use report::retry_error::RetryError;
pub use report::timed_out::{Scope, TimedOut};
pub use report::transient::Transient;

#[cfg(feature = "tokio")]
pub use {
    call::context::Attempt,
    functions::{retry_with_backoff, timeout_wrapper},
    policy::{budget::RetryBudget, draw::JitteredDelays},
    scope::{
        testing,
        with::{With, with},
    },
};

#[cfg(feature = "derive")]
#[doc = include_str!("docs/derive.md")]
pub use retry_macros::Transient;

#[cfg(feature = "macros")]
#[doc = include_str!("docs/retry.md")]
pub use retry_macros::retry;

#[cfg(feature = "macros")]
#[doc = include_str!("docs/retrying.md")]
pub use retry_macros::retrying;

#[cfg(feature = "macros")]
#[doc = include_str!("docs/migration.md")]
#[cfg_attr(feature = "backoff", doc = include_str!("docs/migration_backoff.md"))]
pub mod migration {}

#[cfg(feature = "macros")]
#[doc = include_str!("docs/expansion.md")]
#[doc = "\n```"]
#[doc = include_str!("docs/expansion/types.txt")]
#[doc = include_str!("docs/expansion/before.rs")]
#[doc = "```\n\nbecomes\n\n```"]
#[doc = include_str!("docs/expansion/types.txt")]
#[doc = include_str!("docs/expansion/after.rs")]
#[doc = "```"]
pub mod expansion {}

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct ReadmeDoctests;
