//! `Transient` for the errors of other crates, and for errors whose type is not known.
//!
//! `chain` searches an error's chain; `known` lists the types that it looks for.

#[cfg(feature = "with-anyhow-1")]
mod anyhow;
#[cfg(feature = "backoff")]
mod backoff;
mod boxed;
pub(crate) mod chain;
mod cut;
#[cfg(feature = "with-eyre-0_6")]
mod eyre;
mod known;
pub(crate) mod mark;
#[cfg(feature = "tokio")]
mod tokio;
