//! For test suites: retries off, or few and without delays; the same delays in every run; faults on demand; errors to hand
//! to a caller.
//!
//! # Retries off, or few
//!
//! A test of what happens *after* the last attempt should not wait for the attempts before it. There are three reaches,
//! and the narrowest that is set wins:
//!
//! - [`Retries::within`] holds for one future, on whichever thread it is polled, and is safe beside parallel tests;
//! - [`Retries::on_this_thread`] holds while its guard lives, for everything on the thread. A `#[tokio::test]` of the
//!   current-thread flavour, the default, runs on a thread of its own with all that it spawns, so that it too is safe
//!   beside parallel tests; the tasks of a multi-threaded runtime run on other threads;
//! - [`Retries::everywhere`] holds for the process, for a test binary that wants no retries at all.
//!
//! The switches are read when an attempt has failed: a call that succeeds on its first attempt does not know of them. They change
//! neither which errors are retried nor the limits on time.
//!
//! ```
//! use std::io;
//! use retry_runtime::{retry, testing::Retries};
//!
//! #[retry(max = 5, delay_secs = 10)]
//! async fn ping(calls: &mut u32) -> io::Result<()> {
//!     *calls += 1;
//!     Err(io::ErrorKind::ConnectionRefused.into())
//! }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! let mut calls = 0;
//! let _guard = Retries::Off.on_this_thread();
//! assert!(ping(&mut calls).await.is_err());
//! assert_eq!(calls, 1);
//!
//! // Three attempts, without their delays.
//! calls = 0;
//! assert!(Retries::AtMost(3).within(ping(&mut calls)).await.is_err());
//! assert_eq!(calls, 3);
//! # }
//! ```
//!
//! # The same delays in every run
//!
//! [`seed`] makes the jitter of a test repeatable.
//!
//! # Faults on demand
//!
//! With the feature `faults`, for dev-dependencies, `testing::fail` lets the next attempts of an annotated function fail,
//! and `testing::delay` lets them take long, without a server that does and without a mock of one.
#![cfg_attr(feature = "faults", doc = include_str!("../../docs/faults.md"))]
//!
//! # Errors to hand to a caller
//!
//! The variants of [`RetryError`](crate::RetryError) cannot be written outside of this crate. For a test of what a
//! caller does with each there is a function here.

mod errors;
#[cfg(feature = "faults")]
mod faults;
mod retries;
mod seed;
pub(crate) mod virtual_time;

pub use errors::{
    budget_exhausted, max_retries_exceeded, operation_cancelled, permanent, retry_after_too_long, retry_event,
};
#[cfg(feature = "faults")]
pub use faults::{Fault, FaultWithin, delay, delay_named, fail, fail_named};
pub use retries::{Guard, Retries, Within};
pub use seed::{Seeded, seed};
pub use virtual_time::{VirtualTime, virtual_time};

#[cfg(feature = "faults")]
pub(crate) use faults::queue::Attempted;
pub(crate) use retries::current;
