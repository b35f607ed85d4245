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

pub use crate::call::call::{Call, limited, unlimited};
pub use crate::call::decide::{by_transient, classify, never, when};
pub use crate::call::returns::{Probe, kind, probe};
pub use crate::keys::backoff::{next, schedule};
pub use crate::keys::budget::budget;
pub use crate::keys::clone::{Reborrow, clone_for_attempt};
pub use crate::keys::config::{attempts, checked, configured, overridden};
pub use crate::keys::fallback::fallback;
pub use crate::keys::name::name_of;
pub use crate::keys::retry_after::{RetryAfter, forwarded, wait_by};
pub use crate::policy::config::RetryConfig;
pub use crate::policy::jitter::Jitter;
