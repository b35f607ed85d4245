//! One helper for each key, and each mark of the derive, whose generated code needs one.
// Public for generated code alone.
#![allow(missing_docs, clippy::must_use_candidate)]

// The derive's: it needs no clock.
pub(crate) mod retry_after;

#[cfg(feature = "tokio")]
pub(crate) mod backoff;
#[cfg(feature = "tokio")]
pub(crate) mod budget;
#[cfg(feature = "tokio")]
pub(crate) mod called;
#[cfg(feature = "tokio")]
pub mod checked;
#[cfg(feature = "tokio")]
pub(crate) mod clone;
#[cfg(feature = "tokio")]
pub(crate) mod config;
#[cfg(feature = "tokio")]
pub(crate) mod fallback;
