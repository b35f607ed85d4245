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

pub use crate::keys::retry_after::{RetryAfter, forward, forwarded, wait_by};

// The attribute's.
#[cfg(feature = "tokio")]
pub use crate::{
    call::{
        block::{block, limited_block, silent_block, transient_block},
        call::Call,
        decide::{by_transient, classify, never, when},
        probe::{Probe, probe},
        required::{cut, transient},
        shown::{shown, shows},
    },
    keys::{
        backoff::{next, schedule},
        budget::budget,
        called::called,
        checked,
        clone::{Reborrow, clone_for_attempt, copied_by_attempt},
        config::{attempts, configured, overridden},
        fallback::{blocking_fallback, fallback},
    },
    policy::{config::RetryConfig, jitter::Jitter},
};

#[cfg(feature = "faults")]
pub use {
    crate::call::faults::{blocking_faults, faults, once},
    core::marker::{PhantomData, PhantomPinned},
};
