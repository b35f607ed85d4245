//! What a retried call means, on tokio's paused clock: outcomes, keys, timing, lifecycle.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod functions;
mod keys;
mod lifecycle;
mod outcomes;
mod schedule_oracle;
mod support;
mod timing;
