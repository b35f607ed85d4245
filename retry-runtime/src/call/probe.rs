//! Begins a call by what its function returns. Method probing finds that, which sees through aliases and works in generic
//! functions: the methods of each step are found before those of the step behind its `Deref`.
//!
//! The methods have names that no trait of a user's has: one of the same name on every type would be found first.

use core::convert::Infallible;
use core::fmt::Debug;
#[cfg(feature = "observe")]
use core::fmt::Display;
use core::marker::PhantomData;
use core::ops::Deref;

use crate::call::call::Call;
use crate::call::last_error::WithLastError;
#[cfg(feature = "observe")]
use crate::call::observed::Observed;
#[cfg(feature = "observe")]
use crate::call::operation::ByDebug;
#[cfg(not(feature = "observe"))]
use crate::call::operation::Unobserved;
use crate::call::operation::{ByDisplay, ByType, Operation};
#[cfg(feature = "observe")]
use crate::call::returns::OwnError;
use crate::call::returns::{ReturnKind, ReturnsResult, WithRetryError, Witness};
use crate::policy::config::RetryConfig;
use crate::report::retry_error::RetryError;
use crate::report::timed_out::Scope;

/// Finds how a call begins whose function returns an `R`.
#[inline]
pub fn probe<R>() -> Probe<R> {
    Probe::new()
}

#[allow(clippy::unused_self)] // the witness has the type
/// For an inner attribute, which returns what the next outer one attempts.
impl<R> Witness<R> {
    #[inline]
    pub fn probe(self) -> Probe<R> {
        Probe::new()
    }
}

/// The operation of a call whose error is shown by `S`, and whose operation has the name that `N` gives.
#[cfg(feature = "observe")]
pub(crate) type OperationOf<S, N> = Observed<S, N>;
#[cfg(not(feature = "observe"))]
pub(crate) type OperationOf<S, N> = <(S, N) as Ignored>::Operation;

/// Whatever is known of an operation.
#[cfg(not(feature = "observe"))]
pub trait Ignored {
    type Operation;
}

#[cfg(not(feature = "observe"))]
impl<K> Ignored for K {
    type Operation = Unobserved;
}

#[cfg(feature = "observe")]
#[inline]
pub(crate) fn operation_of<S, N>(name: N) -> OperationOf<S, N> {
    Observed::new(name)
}

#[cfg(not(feature = "observe"))]
#[inline]
pub(crate) fn operation_of<S, N>(_: N) -> OperationOf<S, N> {
    Unobserved
}

/// A call whose error is shown by its `Debug`, which a function that is generic over it can ask for.
#[inline]
pub(crate) fn by_debug<T, E, N>(
    name: N,
    policy: &RetryConfig,
) -> Call<'_, WithRetryError<T, E>, Scope, impl Operation<E>>
where
    E: Debug,
    N: Fn() -> Option<&'static str> + Copy,
{
    #[cfg(feature = "observe")]
    let probe = WrappedByDebug::<Result<T, RetryError<E>>>::new();
    #[cfg(not(feature = "observe"))]
    let probe = Wrapped::<Result<T, RetryError<E>>>::new();
    probe.retry_limited(name, policy)
}

macro_rules! step {
    ($step:ident, then $next:ident) => {
        pub struct $step<R>($next<R>);

        impl<R> $step<R> {
            const fn new() -> Self {
                Self($next::new())
            }
        }

        impl<R> Deref for $step<R> {
            type Target = $next<R>;

            #[inline]
            fn deref(&self) -> &$next<R> {
                &self.0
            }
        }
    };
}

/// A method that a step is probed for: how a call begins that may be cut by this, of this kind, with its error shown so.
macro_rules! begins {
    ($name:ident, $cut:ty, $kind:ty, $shown:ident) => {
        #[allow(clippy::unused_self)] // probing finds a method, not a function
        #[inline]
        pub fn $name<'a, N>(&self, name: N, policy: &'a RetryConfig) -> Call<'a, $kind, $cut, OperationOf<$shown, N>>
        where
            N: Fn() -> Option<&'static str> + Copy,
        {
            Call::new(policy, operation_of::<$shown, N>(name))
        }
    };
}

macro_rules! both {
    ($kind:ty, $shown:ident) => {
        begins!(retry_unlimited, Infallible, $kind, $shown);
        begins!(retry_limited, Scope, $kind, $shown);
    };
}

// An error that its `RetryError` wraps.

#[cfg(feature = "observe")]
step!(Probe, then WrappedByDebug);
#[cfg(feature = "observe")]
impl<T, E: Display> Probe<Result<T, RetryError<E>>> {
    both!(WithRetryError<T, E>, ByDisplay);
}

#[cfg(feature = "observe")]
step!(WrappedByDebug, then Wrapped);
#[cfg(feature = "observe")]
impl<T, E: Debug> WrappedByDebug<Result<T, RetryError<E>>> {
    both!(WithRetryError<T, E>, ByDebug);
}

#[cfg(feature = "observe")]
step!(Wrapped, then OwnByDisplay);
#[cfg(not(feature = "observe"))]
step!(Probe, then Own);
#[cfg(not(feature = "observe"))]
type Wrapped<R> = Probe<R>;
impl<T, E> Wrapped<Result<T, RetryError<E>>> {
    both!(WithRetryError<T, E>, ByType);
}

// The function's own error.

#[cfg(feature = "observe")]
step!(OwnByDisplay, then OwnByDebug);
#[cfg(feature = "observe")]
impl<T, E: Display> OwnByDisplay<Result<T, E>> {
    both!(OwnError<T, E>, ByDisplay);
}

#[cfg(feature = "observe")]
step!(OwnByDebug, then Own);
#[cfg(feature = "observe")]
impl<T, E: Debug> OwnByDebug<Result<T, E>> {
    both!(OwnError<T, E>, ByDebug);
}

/// The last step, of a return type that may be no `Result` at all: [`ReturnsResult`] says so in words of its own.
pub struct Own<R>(PhantomData<fn() -> R>);

impl<R> Own<R> {
    const fn new() -> Self {
        Self(PhantomData)
    }

    /// This step, where the error is an `impl Trait` that nothing can be probed about.
    #[allow(clippy::unused_self)] // it is found as the others are
    pub fn retry_plain(&self) -> Self {
        Self::new()
    }

    // `K` is no projection in the signature: probing would then refuse the method, without that message.

    #[allow(clippy::unused_self)]
    #[inline]
    pub fn retry_unlimited<'a, K, N>(
        &self,
        name: N,
        policy: &'a RetryConfig,
    ) -> Call<'a, K, Infallible, OperationOf<ByType, N>>
    where
        K: ReturnKind,
        R: ReturnsResult<ReturnKind = K>,
        N: Fn() -> Option<&'static str> + Copy,
    {
        Call::new(policy, operation_of::<ByType, N>(name))
    }

    #[allow(clippy::unused_self)]
    #[inline]
    pub fn retry_limited<'a, K, N>(
        &self,
        name: N,
        policy: &'a RetryConfig,
    ) -> Call<'a, K, Scope, OperationOf<ByType, N>>
    where
        K: ReturnKind,
        R: ReturnsResult<ReturnKind = K>,
        N: Fn() -> Option<&'static str> + Copy,
    {
        Call::new(policy, operation_of::<ByType, N>(name))
    }
}

/// The types that have a chain, in which a call that a limit may cut keeps its last error.
macro_rules! keeps_last {
    ($($(#[$feature:meta])? $error:ty),* $(,)?) => {$(
        $(#[$feature])?
        impl<T> Probe<Result<T, $error>> {
            begins!(retry_limited, Scope, WithLastError<T, $error>, ByDisplay);
        }
    )*};
}

keeps_last!(
    Box<dyn core::error::Error + Send + Sync>,
    #[cfg(feature = "with-anyhow-1")]
    anyhow::Error,
    #[cfg(feature = "with-eyre-0_6")]
    eyre::Report,
);
