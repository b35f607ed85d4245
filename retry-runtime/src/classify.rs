//! Which errors are retried.

use core::marker::PhantomData;
use core::time::Duration;

use crate::kind::Kind;
use crate::transient::Transient;

/// What one error means for the call.
pub enum Class {
    Permanent,
    /// Retried, not earlier than after the given time.
    Transient(Option<Duration>),
}

pub trait Classify<E> {
    fn class(self, error: &E) -> Class;
}

/// Asks the error itself.
pub struct ByTransient<E>(PhantomData<fn(E)>);

#[inline]
pub fn by_transient<K: Kind<Error: Transient>>(_: K) -> ByTransient<K::Error> {
    ByTransient(PhantomData)
}

impl<E: Transient> Classify<E> for ByTransient<E> {
    fn class(self, error: &E) -> Class {
        if error.is_transient() {
            Class::Transient(error.retry_after())
        } else {
            Class::Permanent
        }
    }
}

/// Asks the predicate of the key `when`.
pub struct When<F>(F);

#[inline]
pub fn when<K: Kind, F: FnOnce(&K::Error) -> bool>(_: K, predicate: F) -> When<F> {
    When(predicate)
}

impl<E, F: FnOnce(&E) -> bool> Classify<E> for When<F> {
    fn class(self, error: &E) -> Class {
        if (self.0)(error) {
            Class::Transient(None)
        } else {
            Class::Permanent
        }
    }
}

/// Retries nothing: what an attribute with a mistake in it falls back to, so that the mistake is the only error.
pub struct Never;

#[inline]
pub fn never<K: Kind>(_: K) -> Never {
    Never
}

impl<E> Classify<E> for Never {
    fn class(self, _: &E) -> Class {
        Class::Permanent
    }
}
