//! `deadpool::managed::PoolError`.

use core::time::Duration;

use deadpool_0_13::managed::{HookError, PoolError};

use crate::Transient;

/// What the pool itself says is one thing; the rest is said by the error of the objects:
///
/// | variant | transient |
/// |---|---|
/// | `Timeout(_)` | yes: no object was free, or none was made or recycled in time |
/// | `Backend(error)`, `PostCreateHook(HookError::Backend(error))` | if `error` is, with its `retry_after` |
/// | `PostCreateHook(HookError::Message(_))` | no: a text says nothing about another attempt |
/// | `Closed`, `NoRuntimeSpecified` | no |
///
/// `From<TimedOut>` is not possible here, since `PoolError` has a `From` for every type: a function with a limit
/// returns [`RetryError<PoolError<E>>`](crate::RetryError), or an error of your own.
impl<E: Transient> Transient for PoolError<E> {
    fn is_transient(&self) -> bool {
        matches!(self, Self::Timeout(_)) || backend(self).is_some_and(Transient::is_transient)
    }

    fn retry_after(&self) -> Option<Duration> {
        backend(self)?.retry_after()
    }
}

fn backend<E>(error: &PoolError<E>) -> Option<&E> {
    match error {
        PoolError::Backend(error) | PoolError::PostCreateHook(HookError::Backend(error)) => Some(error),
        _ => None,
    }
}
