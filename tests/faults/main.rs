//! Faults on demand: attempts that fail, or take long, because a test says so.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod blocking;
mod blocks;
mod functions;
mod generics;
mod guards;
mod meaning;
mod outage;
mod reaches;
#[path = "../semantics/support.rs"]
#[allow(dead_code, reason = "what other tests use")]
mod support;
