//! One helper for each key, and each mark of the derive, whose generated code needs one.
// Public for generated code alone.
#![allow(missing_docs, clippy::must_use_candidate)]

pub(crate) mod backoff;
pub(crate) mod budget;
pub(crate) mod clone;
pub(crate) mod config;
pub(crate) mod fallback;
pub(crate) mod name;
pub(crate) mod retry_after;
