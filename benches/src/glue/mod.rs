//! The same three tasks with each crate, as its own documentation recommends: what is written for retrying alone.
//!
//! Those lines stand between `// glue` and `// end of glue`, and `tests/glue.rs` counts them for the table in the README.
//! Outside of them a file is what it would be without retries. Nothing here is run: it compiles, and stays true.
//!
//! Each makes four attempts, with delays of 1 s, 2 s and 4 s under jitter, and waits no longer than 30 s at a time.

pub mod grpc;
pub mod http;
pub mod sql;
