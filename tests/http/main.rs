//! What the errors and responses of HTTP clients mean, as real servers on loopback make them.
//!
//! `cargo test -p retry-tests --features http --test http`.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod hyper;
mod retry_after;
mod server;
mod statuses;
mod ureq;
mod v0_12;
mod v0_13;
