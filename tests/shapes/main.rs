//! Every kind of function that `#[retry]` takes, each run: it fails twice and succeeds then.
#![allow(
    clippy::needless_pass_by_value,
    reason = "owned arguments that the body only borrows are a shape of their own"
)]
#![allow(
    clippy::manual_async_fn,
    reason = "functions that return a future are a shape of their own"
)]
#![allow(clippy::unused_async, reason = "some bodies fail without awaiting")]
#![allow(
    clippy::used_underscore_binding,
    clippy::no_effect_underscore_binding,
    reason = "async_trait and instrument rebind the arguments of the functions below"
)]

// Cargo takes no package twice under different names.
extern crate retry_runtime as renamed;

use std::{fmt, future::Future, io, num::ParseIntError};

use retry_runtime::{TimedOut, Transient, retry};
use retry_tests::pause;

mod arguments;
mod async_trait_impls;
mod blocks;
mod bodies;
mod borrows;
mod coercions;
mod drops;
mod expressions;
mod free;
mod futures;
mod generated;
mod generics;
mod hygiene;
mod kept;
mod lints;
mod locals;
mod macros;
mod methods;
mod moves;
mod names;
mod no_prelude;
mod pinned;
mod retrying;
mod returns;
mod spawn;
mod tails;
mod tracing_attr;
mod traits;
mod whole;

type Flaky = retry_tests::Flaky<Error>;

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Error {
    #[default]
    Busy,
    Broken,
    TimedOut,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("failed")
    }
}

impl std::error::Error for Error {}

impl Transient for Error {
    fn is_transient(&self) -> bool {
        matches!(self, Self::Busy | Self::TimedOut)
    }
}

impl From<TimedOut> for Error {
    fn from(_: TimedOut) -> Self {
        Self::TimedOut
    }
}

impl From<ParseIntError> for Error {
    fn from(_: ParseIntError) -> Self {
        Self::Busy
    }
}

impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        Self::new(io::ErrorKind::ConnectionReset, error)
    }
}

/// The value of `call`, which took three attempts on `flaky`.
async fn third<T, E: fmt::Debug>(flaky: &Flaky, call: impl Future<Output = Result<T, E>>) -> T {
    assert_eq!(flaky.attempts(), 0, "nothing runs before the first poll");
    let value = call.await.expect("the third attempt succeeds");
    assert_eq!(flaky.attempts(), 3);
    value
}
