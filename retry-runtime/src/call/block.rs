//! A block of code that is retried: its type is known once its body is, and not before. What is required of its error is
//! required of the attempt, which comes after.

use core::convert::Infallible;
use core::marker::PhantomData;

use crate::call::attempt::{AttemptAndDelay, AttemptFuture};
use crate::call::call::Call;
use crate::call::required::{LimitedKind, TransientKind};
use crate::call::returns::{IntoReturnKind, OwnError, ReturnKind};
use crate::policy::config::RetryConfig;
use crate::report::timed_out::Scope;

/// Finds the kind of a block, by inference.
pub struct BlockProbe(());

#[inline]
pub fn block() -> BlockProbe {
    BlockProbe(())
}

#[allow(clippy::unused_self)] // beside those of `Probe`
impl BlockProbe {
    #[inline]
    pub fn retry_unlimited<T, E>(self, policy: &RetryConfig) -> Call<'_, OwnError<T, E>, Infallible> {
        Call::new(policy)
    }

    #[inline]
    pub fn retry_limited<T, E>(self, policy: &RetryConfig) -> Call<'_, OwnError<T, E>, Scope> {
        Call::new(policy)
    }

    #[inline]
    pub fn retry_kind<T, E>(self) -> OfBlock<T, E> {
        OfBlock(PhantomData)
    }
}

/// The kind of a block whose type is not known yet.
pub struct OfBlock<T, E>(PhantomData<fn() -> (T, E)>);

impl<T, E> IntoReturnKind for OfBlock<T, E> {
    type ReturnKind = OwnError<T, E>;

    #[inline]
    fn kind(self) -> OwnError<T, E> {
        OwnError::new()
    }
}

type TransientAttempt<'p, 'a, K, C, S, E, M> = AttemptAndDelay<'p, 'a, <K as TransientKind<E, M>>::Kind, C, S>;
type LimitedAttemptAndDelay<'p, 'a, K, C, S, E, M> = AttemptAndDelay<'p, 'a, <K as LimitedKind<E, M>>::Kind, C, S>;
type LimitedAttempt<'p, 'a, K, C, S, E, M> = AttemptFuture<'p, 'a, <K as LimitedKind<E, M>>::Kind, C, S>;

/// An attempt whose error says itself what it means.
#[inline]
pub fn transient_attempt<'p, 'a, K, C, S, E, M>(
    attempt: AttemptAndDelay<'p, 'a, K, C, S>,
) -> TransientAttempt<'p, 'a, K, C, S, E, M>
where
    K: ReturnKind<Error = E> + TransientKind<E, M, Kind = K>,
{
    attempt
}

/// The same, with a limit.
#[inline]
pub fn limited_attempt_and_delay<'p, 'a, K, C, S, E, M>(
    attempt: AttemptAndDelay<'p, 'a, K, C, S>,
) -> LimitedAttemptAndDelay<'p, 'a, K, C, S, E, M>
where
    K: ReturnKind<Error = E> + LimitedKind<E, M, Kind = K>,
{
    attempt
}

/// An attempt alone, with a limit.
#[inline]
pub fn limited_attempt<'p, 'a, K, C, S, E, M>(
    attempt: AttemptFuture<'p, 'a, K, C, S>,
) -> LimitedAttempt<'p, 'a, K, C, S, E, M>
where
    K: ReturnKind<Error = E> + LimitedKind<E, M, Kind = K>,
{
    attempt
}
