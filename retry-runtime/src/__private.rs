//! What generated code names. Not a public interface: `retry-runtime` and `retry-macros` are pinned to each other.

pub use core::clone::Clone;
pub use core::convert::From;
pub use core::future::Future;
pub use core::marker::Sized;
pub use core::ops::ControlFlow::{Break, Continue};
pub use core::ops::FnOnce;
pub use core::option::Option::{self, None, Some};
pub use core::primitive::bool;
pub use core::result::Result::{Err, Ok};
pub use core::time::Duration;

pub use crate::keys::retry_after::{RetryAfter, forwarded, wait_by};

// The attribute's.
#[cfg(feature = "tokio")]
pub use crate::{
    call::{
        call::Call,
        decide::{by_transient, classify, never, when},
        probe::{Probe, probe},
    },
    keys::{
        backoff::{next, schedule},
        budget::budget,
        clone::{Reborrow, clone_for_attempt},
        config::{attempts, checked, configured, overridden},
        fallback::fallback,
    },
    policy::{config::RetryConfig, jitter::Jitter},
};
