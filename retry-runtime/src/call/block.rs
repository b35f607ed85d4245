//! A block of code that is retried: its type is known once its body is, and not before. What is required of its error is
//! required of the attempt, which comes after.

use core::convert::Infallible;
use core::marker::PhantomData;

use crate::call::attempt::{AttemptAndDelay, AttemptFuture, DelayFuture};
use crate::call::call::Call;
use crate::call::operation::ByType;
use crate::call::probe::{OperationOf, operation_of};
use crate::call::required::Never;
use crate::call::returns::{EndsBy, OwnError, ReturnKind};
use crate::policy::config::RetryConfig;
use crate::report::timed_out::Scope;
use crate::report::transient::Transient;

/// Begins the call of a block, whose kind is inferred, and whose events show its error by `S`.
pub struct BlockProbe<S>(PhantomData<fn() -> S>);

/// `S` is inferred, by `shown`.
#[cfg(feature = "observe")]
#[inline]
pub fn block<S>() -> BlockProbe<S> {
    BlockProbe(PhantomData)
}

#[cfg(not(feature = "observe"))]
#[inline]
pub fn block() -> BlockProbe<ByType> {
    BlockProbe(PhantomData)
}

/// With `events = off`.
#[inline]
pub fn silent_block() -> BlockProbe<ByType> {
    BlockProbe(PhantomData)
}

/// Where nothing, or a limit, may cut it.
type Begun<'a, T, E, C, S, N> = Call<'a, OwnError<T, E>, C, OperationOf<S, N>>;

#[allow(clippy::unused_self)] // beside those of `Probe`
impl<S> BlockProbe<S> {
    #[inline]
    pub fn retry_unlimited<T, E, N>(self, name: N, policy: &RetryConfig) -> Begun<'_, T, E, Infallible, S, N>
    where
        N: Fn() -> Option<&'static str> + Copy,
    {
        Call::new(policy, operation_of::<S, N>(name))
    }

    #[inline]
    pub fn retry_limited<T, E, N>(self, name: N, policy: &RetryConfig) -> Begun<'_, T, E, Scope, S, N>
    where
        N: Fn() -> Option<&'static str> + Copy,
    {
        Call::new(policy, operation_of::<S, N>(name))
    }
}

/// An attempt of a block, alone or with the delay after it, or that delay.
pub trait BlockAttempt {
    type Kind: ReturnKind;
    type Operation;
}

impl<K: ReturnKind, C, O, S> BlockAttempt for AttemptFuture<'_, '_, K, C, O, S> {
    type Kind = K;
    type Operation = O;
}

impl<K: ReturnKind, C, O, S> BlockAttempt for AttemptAndDelay<'_, '_, K, C, O, S> {
    type Kind = K;
    type Operation = O;
}

impl<K: ReturnKind, C, O> BlockAttempt for DelayFuture<'_, '_, K, C, O> {
    type Kind = K;
    type Operation = O;
}

/// A kind whose error says itself what it means.
#[diagnostic::on_unimplemented(
    message = "`{E}` does not say which of its errors are transient",
    label = "the error of this block: say it by `when = |error| …`",
    note = "`when = |error| …` takes an error type of any crate",
    note = "an error of another crate may have a feature of `retry-runtime`, as `with-anyhow-1`, `with-reqwest-0_12` or \
            `with-sqlx-0_8`",
    note = "an error type of your own derives it, `#[derive(Transient)]`, and a type parameter has it as a bound"
)]
pub trait TransientBlock<E, M>: ReturnKind {
    /// `A`. Where the requirement is not met it is no type, and nothing else is reported of the attempt.
    type Attempt<A>;
    fn same<A>(attempt: A) -> Self::Attempt<A>;
}

/// A kind whose error can say that a limit was passed.
#[diagnostic::on_unimplemented(
    message = "`{E}` cannot say that a time limit was passed",
    label = "the error of this block has no `From<retry_runtime::TimedOut>`",
    note = "the keys set a limit, or have a `config` or `overrides` that may bring one",
    note = "implement `From<retry_runtime::TimedOut>` for it, if it is yours; a type parameter has it as a bound",
    note = "or retry in a function that returns `Result<_, RetryError<{E}>>`, which carries the limit itself"
)]
pub trait LimitedBlock<E, M>: ReturnKind {
    /// `A`. Where the requirement is not met it is no type, and nothing else is reported of the attempt.
    type Attempt<A>;
    fn same<A>(attempt: A) -> Self::Attempt<A>;
}

macro_rules! kind {
    ($trait:ident<$mark:ty> for $($bounds:tt)*) => {
        #[diagnostic::do_not_recommend]
        impl<E, K> $trait<E, $mark> for K
        where
            K: ReturnKind<Error = E>,
            $($bounds)*
        {
            type Attempt<A> = A;
            #[inline]
            fn same<A>(attempt: A) -> A {
                attempt
            }
        }
    };
}

pub struct This;
kind!(TransientBlock<This> for E: Transient);
kind!(LimitedBlock<This> for K: EndsBy<Scope>);

/// As `Other` in `required`, but often: of fewer than ten ways to have a trait the compiler would report that it cannot
/// choose, beside that the error type of the block is not known.
pub struct Other<const N: u8>;
macro_rules! others {
    ($($n:literal)*) => {$(
        kind!(TransientBlock<Other<$n>> for E: Never);
        kind!(LimitedBlock<Other<$n>> for E: Never);
    )*};
}
others!(1 2 3 4 5 6 7 8 9);

/// The attempt, whose error's [`Transient`] decides.
#[inline]
pub fn transient_block<A, K, E, M>(attempt: A) -> <K as TransientBlock<E, M>>::Attempt<A>
where
    A: BlockAttempt<Kind = K>,
    K: ReturnKind<Error = E> + TransientBlock<E, M>,
{
    K::same(attempt)
}

/// The attempt, which a limit may cut.
#[inline]
pub fn limited_block<A, K, E, M>(attempt: A) -> <K as LimitedBlock<E, M>>::Attempt<A>
where
    A: BlockAttempt<Kind = K>,
    K: ReturnKind<Error = E> + LimitedBlock<E, M>,
{
    K::same(attempt)
}
