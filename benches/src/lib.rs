//! What a retried call costs: one operation under every loop that is compared, with the same body, the same error and the
//! same arguments; and what has to be written for it (`glue`).
#![cfg(any(feature = "glue", feature = "peers"))]
#![allow(missing_docs, reason = "read by the binaries beside it alone")]

#[cfg(feature = "peers")]
pub mod callgrind;
#[cfg(feature = "peers")]
pub mod counting;
#[cfg(feature = "glue")]
#[allow(unexpected_cfgs, reason = "what `retry-if` generates asks for a feature of its own")]
#[allow(
    clippy::must_use_candidate,
    reason = "an attribute for our linter would be a line of glue"
)]
pub mod glue;
#[cfg(feature = "peers")]
pub mod loops;
#[cfg(feature = "peers")]
pub mod operation;
