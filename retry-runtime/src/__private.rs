//! What generated code names. Not a public interface: `retry-runtime` and `retry-macros` are pinned to each other.

pub use core::clone::Clone;
pub use core::future::Future;
pub use core::ops::ControlFlow::{Break, Continue};
pub use core::option::Option::{self, None, Some};
pub use core::primitive::bool;
pub use core::result::Result::{Err, Ok};
pub use core::time::Duration;
pub use core::{concat, module_path};

pub use crate::backoff::{next, schedule};
pub use crate::call::{Call, limited, unlimited};
pub use crate::config::RetryConfig;
pub use crate::fallback::fallback;
pub use crate::jitter::Jitter;
pub use crate::kind::{Probe, kind, probe};
pub use crate::overlay::{attempts, checked, configured};
pub use crate::rebinding::{Reborrow, clone_for_attempt};
pub use crate::retry_after::{RetryAfter, forwarded};
pub use crate::rules::{by_transient, classify, never, when};
