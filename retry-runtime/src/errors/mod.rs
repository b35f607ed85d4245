//! `Transient` for the errors of other crates.

#[cfg(feature = "backoff")]
mod backoff;
#[cfg(feature = "tokio")]
mod tokio;
