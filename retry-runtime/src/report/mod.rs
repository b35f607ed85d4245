//! What came of a call, for its caller and for whoever watches it.

pub(crate) mod decision;
pub(crate) mod event;
#[cfg(feature = "tokio")]
pub(crate) mod name;
pub(crate) mod retry_error;
pub(crate) mod timed_out;
pub(crate) mod transient;
