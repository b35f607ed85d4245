//! Functions that block their thread, on a clock that stands.
#![allow(clippy::unwrap_used, reason = "tests")]

mod keys;
mod shapes;
#[path = "../semantics/support.rs"]
#[allow(dead_code, reason = "what other tests use")]
mod support;
mod time;

use retry_runtime::testing::{VirtualTime, virtual_time};

/// The virtual time that `call` takes, and what it gives.
fn timed<T>(call: impl FnOnce(&VirtualTime) -> T) -> (std::time::Duration, T) {
    let time = virtual_time();
    let output = call(&time);
    (time.elapsed(), output)
}
