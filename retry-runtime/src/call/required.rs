//! What is required of an error type where a call begins, each with the advice that fits an attribute.
//!
//! Where it is missing there is no kind, so that nothing else is reported of the call. `M` is found by the compiler: with
//! two ways to have a trait it speaks of the trait, and not of the conditions of the only way; and it does not recommend
//! the trait as a bound of a type parameter, as long as `M` is unknown.

use crate::call::call::Call;
use crate::call::returns::{EndsBy, ReturnKind};
use crate::report::timed_out::Scope;
use crate::report::transient::Transient;

/// A kind whose error says itself what it means.
#[diagnostic::on_unimplemented(
    message = "`{E}` does not say which of its errors are transient",
    label = "say it in the attribute: `when = |error| …`",
    note = "`#[retry(when = |error| …)]` takes an error type of any crate; with a limit too, return \
            `Result<_, RetryError<{E}>>`",
    note = "an error of another crate may have a feature of `retry-runtime`, as `with-anyhow-1`, `with-reqwest-0_12` or \
            `with-sqlx-0_8`",
    note = "an error type of your own derives it, `#[derive(Transient)]`, and a type parameter has it as a bound"
)]
pub trait TransientKind<E, M> {
    type Kind;
}

#[diagnostic::do_not_recommend]
impl<K: ReturnKind<Error = E>, E: Transient> TransientKind<E, This> for K {
    type Kind = K;
}

#[diagnostic::do_not_recommend]
impl<K: ReturnKind<Error = E>, E: Never> TransientKind<E, Other> for K {
    type Kind = K;
}

/// A kind whose error, or the function's, can say that a limit was passed.
#[diagnostic::on_unimplemented(
    message = "`{E}` cannot say that a time limit was passed",
    label = "no `From<retry_runtime::TimedOut>`",
    note = "the attribute sets a limit, or has a `config` or `overrides` that may bring one",
    note = "return `Result<_, RetryError<{E}>>`, which carries the limit itself",
    note = "or implement `From<retry_runtime::TimedOut>` for it, if it is yours; a type parameter has it as a bound"
)]
pub trait LimitedKind<E, M> {
    type Kind;
}

#[diagnostic::do_not_recommend]
impl<K: EndsBy<Scope, Error = E>, E> LimitedKind<E, This> for K {
    type Kind = K;
}

#[diagnostic::do_not_recommend]
impl<K: ReturnKind<Error = E>, E: Never> LimitedKind<E, Other> for K {
    type Kind = K;
}

pub struct This;
pub struct Other;

/// Nothing is this.
pub trait Never: Sized {
    fn never(&self) -> Self;
}

/// The call, whose error's [`Transient`] decides.
#[inline]
pub fn transient<K, C, O, E, M>(call: Call<'_, K, C, O>) -> Call<'_, <K as TransientKind<E, M>>::Kind, C, O>
where
    K: ReturnKind<Error = E> + TransientKind<E, M, Kind = K>,
{
    call
}

/// The call, which a limit may cut.
#[inline]
pub fn cut<K, C, O, E, M>(call: Call<'_, K, C, O>) -> Call<'_, <K as LimitedKind<E, M>>::Kind, C, O>
where
    K: ReturnKind<Error = E> + LimitedKind<E, M, Kind = K>,
{
    call
}
