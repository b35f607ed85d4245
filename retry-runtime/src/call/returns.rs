//! The two kinds of functions: those that return their own error, and those that return [`RetryError`].

use core::convert::Infallible;
use core::marker::PhantomData;

use crate::call::cut::Cut;
use crate::call::finish::{self, GiveUp};
use crate::call::state::State;
use crate::report::retry_error::RetryError;
use crate::report::timed_out::{Scope, TimedOut};

/// `Result<T, E>` under any name.
#[diagnostic::on_unimplemented(
    message = "`#[retry]` cannot retry a function that returns `{Self}`",
    label = "not a `Result`",
    note = "return a `Result<T, E>`: its error tells a failed attempt from a successful one"
)]
pub trait ReturnsResult {
    /// The plain one.
    type ReturnKind;
}

impl<T, E> ReturnsResult for Result<T, E> {
    type ReturnKind = OwnError<T, E>;
}

/// A never-used value of the body's type: it is moved into the attempt, where it costs no byte.
pub struct Witness<R>(PhantomData<fn() -> R>);

#[allow(clippy::unused_self)] // the witness is moved into the attempt by its use there
impl<R> Witness<R> {
    #[inline]
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }

    /// What a never-run `return` returns.
    pub fn never(self) -> R {
        unreachable!("generated code never runs this")
    }
}

/// What a function returns, and how the end of a call becomes that.
pub trait ReturnKind: Copy {
    type Value;
    /// The error of the body.
    type Error;
    /// The error of the function.
    type FinalError;
    /// `Result<Value, Error>`, what an attempt gives. By a name of its own, of which nothing is known where there is no
    /// kind: the one error is then that there is none.
    type Attempted;
    /// `Result<Value, FinalError>`, what the caller gets.
    type Returned;
    /// What is kept of an attempt's error while the next one runs.
    type LastError: Default;
    /// What cut an attempt that has no error for it.
    type Cut: Cut;

    const KIND: Self;

    /// The end of a call says how long it took.
    const NEEDS_CLOCK: bool;

    fn keep(last: &mut Self::LastError, error: Self::Error);
    fn result(attempted: Self::Attempted) -> Result<Self::Value, Self::Error>;
    /// What an attempt would have given that has failed with this error.
    fn attempted(error: Self::Error) -> Self::Attempted;
    fn success(value: Self::Value) -> Self::Returned;
    /// The last error, and why it is not retried.
    fn failure(state: &State<'_>, give_up: GiveUp, error: Self::Error) -> Self::Returned;
    /// The last attempt was cut, and has no error for it.
    fn cancelled(state: &State<'_>, cut: Self::Cut, give_up: GiveUp, last: Self::LastError) -> Self::Returned;
}

/// A kind whose caller can be told that an attempt was cut by a `C`.
pub trait EndsBy<C>: ReturnKind {
    /// The error that a cut attempt has failed with, or the cut itself where the function's error is not to say so.
    fn error(state: &State<'_>, cut: C, last: &mut Self::LastError) -> Result<Self::Error, Self::Cut>;
}

impl<K: ReturnKind> EndsBy<Infallible> for K {
    fn error(_: &State<'_>, cut: Infallible, _: &mut K::LastError) -> Result<K::Error, K::Cut> {
        match cut {}
    }
}

/// `Result<T, E>`: the caller gets the last error as it is.
pub struct OwnError<T, E>(PhantomData<fn() -> (T, E)>);

impl<T, E> Clone for OwnError<T, E> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T, E> Copy for OwnError<T, E> {}

impl<T, E> ReturnKind for OwnError<T, E> {
    type Value = T;
    type Error = E;
    type FinalError = E;
    type Attempted = Result<T, E>;
    type Returned = Result<T, E>;
    type LastError = ();
    type Cut = Infallible;

    const KIND: Self = Self(PhantomData);

    const NEEDS_CLOCK: bool = false;

    #[inline]
    fn keep((): &mut (), _: E) {}

    #[inline]
    fn result(attempted: Result<T, E>) -> Result<T, E> {
        attempted
    }

    fn attempted(error: E) -> Result<T, E> {
        Err(error)
    }

    #[inline]
    fn success(value: T) -> Result<T, E> {
        Ok(value)
    }

    #[inline]
    fn failure(_: &State<'_>, _: GiveUp, error: E) -> Result<T, E> {
        Err(error)
    }

    fn cancelled(_: &State<'_>, cut: Infallible, _: GiveUp, (): ()) -> Result<T, E> {
        match cut {}
    }
}

impl<T, E: From<TimedOut>> EndsBy<Scope> for OwnError<T, E> {
    fn error(state: &State<'_>, cut: Scope, (): &mut ()) -> Result<E, Infallible> {
        Ok(state.timed_out(cut).into())
    }
}

/// `Result<T, RetryError<E>>`: the caller is told how the call ended.
pub struct WithRetryError<T, E>(PhantomData<fn() -> (T, E)>);

impl<T, E> Clone for WithRetryError<T, E> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T, E> Copy for WithRetryError<T, E> {}

impl<T, E> ReturnKind for WithRetryError<T, E> {
    type Value = T;
    type Error = E;
    type FinalError = RetryError<E>;
    type Attempted = Result<T, E>;
    type Returned = Result<T, RetryError<E>>;
    type LastError = Option<E>;
    type Cut = Scope;

    const KIND: Self = Self(PhantomData);

    const NEEDS_CLOCK: bool = true;

    #[inline]
    fn keep(last: &mut Option<E>, error: E) {
        *last = Some(error);
    }

    #[inline]
    fn result(attempted: Result<T, E>) -> Result<T, E> {
        attempted
    }

    fn attempted(error: E) -> Result<T, E> {
        Err(error)
    }

    #[inline]
    fn success(value: T) -> Self::Returned {
        Ok(value)
    }

    fn failure(state: &State<'_>, give_up: GiveUp, source: E) -> Self::Returned {
        Err(finish::failed(state, give_up, source))
    }

    fn cancelled(state: &State<'_>, cut: Scope, give_up: GiveUp, last: Option<E>) -> Self::Returned {
        // The deadline forbids another attempt, whatever has cut the last one.
        let limit = if give_up == GiveUp::Deadline {
            Scope::Operation
        } else {
            cut
        };
        Err(finish::cancelled(state, state.timed_out(limit), last))
    }
}

impl<T, E> EndsBy<Scope> for WithRetryError<T, E> {
    fn error(_: &State<'_>, cut: Scope, _: &mut Option<E>) -> Result<E, Scope> {
        Err(cut)
    }
}
