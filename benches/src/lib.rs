//! One operation under every loop that is compared. The same body, the same error, the same arguments.
#![cfg(feature = "peers")]
#![allow(missing_docs, reason = "read by the binaries beside it alone")]

pub mod callgrind;
pub mod counting;
pub mod loops;
pub mod operation;
