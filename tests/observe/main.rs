//! What every sink is observed of a call: the events of `tracing` through a real subscriber, as JSON; the metrics through a real
//! recorder; and the observer of the process. All three at once, in every test.
#![allow(clippy::unwrap_used, reason = "tests")]

mod errors;
mod names;
mod numbers;
mod order;
mod reasons;
mod silence;
mod sinks;
mod spans;
#[path = "../semantics/support.rs"]
#[allow(dead_code, reason = "what other tests use")]
mod support;
