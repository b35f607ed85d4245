//! Packages as users have them: with the dependencies that they were told of, and no others.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod features;
mod old_lock;
#[path = "../mistakes/package.rs"]
#[allow(dead_code, reason = "the target `ui` uses more of it")]
mod package;
mod readme;
