//! What a retried call means, on tokio's paused clock: a file for each key or concept.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod budget;
mod classify;
mod fallback;
mod functions;
mod hooks;
mod keys;
mod lifecycle;
mod model;
mod outcomes;
mod overrides;
mod own_schedule;
mod pairs;
mod schedule_oracle;
mod support;
mod timing;
