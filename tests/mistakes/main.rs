//! What the compiler says of mistakes, and of functions without any.
//!
//! Messages change with the compiler: they are compared on the toolchain that `ui/TOOLCHAIN` names, and nowhere else
//! (`build.rs`).
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod late;
mod lints;
mod package;
mod positions;
mod renamed;
mod snapshots;
