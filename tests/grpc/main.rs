//! What a gRPC status means, as tonic's server, a lost connection and a raw HTTP/2 peer make it.
//!
//! `cargo test -p retry-tests --features grpc --test grpc`.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod connection;
mod server;
mod statuses;
