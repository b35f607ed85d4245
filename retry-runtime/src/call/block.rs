//! A block of code that is retried: its type is known once its body is, and not before. What is required of its error is
//! required of the attempt, which comes after.

use core::convert::Infallible;

use crate::call::attempt::{AttemptAndDelay, AttemptFuture};
use crate::call::call::Call;
use crate::call::operation::ByType;
use crate::call::probe::{OperationOf, operation_of};
use crate::call::required::{LimitedKind, TransientKind};
use crate::call::returns::{OwnError, ReturnKind};
use crate::policy::config::RetryConfig;
use crate::report::timed_out::Scope;

/// Begins the call of a block, whose kind is inferred.
pub struct BlockProbe(());

#[inline]
pub fn block() -> BlockProbe {
    BlockProbe(())
}

/// Where nothing, or a limit, may cut it.
type Begun<'a, T, E, C, N> = Call<'a, OwnError<T, E>, C, OperationOf<ByType, N>>;

#[allow(clippy::unused_self)] // beside those of `Probe`
impl BlockProbe {
    #[inline]
    pub fn retry_unlimited<T, E, N>(self, name: N, policy: &RetryConfig) -> Begun<'_, T, E, Infallible, N>
    where
        N: Fn() -> Option<&'static str> + Copy,
    {
        Call::new(policy, operation_of::<ByType, N>(name))
    }

    #[inline]
    pub fn retry_limited<T, E, N>(self, name: N, policy: &RetryConfig) -> Begun<'_, T, E, Scope, N>
    where
        N: Fn() -> Option<&'static str> + Copy,
    {
        Call::new(policy, operation_of::<ByType, N>(name))
    }
}

/// An attempt of another kind, which is the same.
macro_rules! required {
    ($(#[$doc:meta])* $name:ident, $future:ident, $kind:ident) => {
        $(#[$doc])*
        #[inline]
        pub fn $name<'p, 'a, K, C, O, S, E, M>(
            attempt: $future<'p, 'a, K, C, O, S>,
        ) -> $future<'p, 'a, <K as $kind<E, M>>::Kind, C, O, S>
        where
            K: ReturnKind<Error = E> + $kind<E, M, Kind = K>,
        {
            attempt
        }
    };
}

required!(
    /// An attempt whose error says itself what it means.
    transient_attempt, AttemptAndDelay, TransientKind
);
required!(
    /// The same, with a limit.
    limited_attempt, AttemptAndDelay, LimitedKind
);
required!(
    /// An attempt alone whose error says itself what it means.
    transient_run, AttemptFuture, TransientKind
);
required!(
    /// The same, with a limit.
    limited_run, AttemptFuture, LimitedKind
);
