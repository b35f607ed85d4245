//! What the errors of real databases mean: run them with `cargo test -p retry-tests --features servers`.
//!
//! The servers are Debian's packages `postgresql` and `redis-server`. The tests start them, and stop them in the end.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]
#![allow(clippy::duplicate_mod, reason = "the same tests for two versions of a crate")]

mod pools;
mod postgres;
mod redis;
mod redis_errors;
mod server;
mod sqlite_errors;
mod sqlx_0_8;
mod sqlx_0_9;
mod tokio_postgres_errors;
