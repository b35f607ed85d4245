//! The two kinds of functions: those that return their own error, and those that return [`RetryError`].

use core::convert::Infallible;
use core::marker::PhantomData;
use core::ops::Deref;

use crate::error::RetryError;
use crate::progress::{End, Progress};
use crate::timed_out::{Scope, TimedOut};

/// Finds the kind of a return type by method probing, which sees through aliases and works in generic functions: the
/// method of `Probe<Result<T, RetryError<E>>>` is found before the one behind `Deref`.
pub struct Probe<R>(Fallback<R>);

pub struct Fallback<R>(PhantomData<fn() -> R>);

#[allow(clippy::unused_self)] // as the methods that probing finds
impl<R> Probe<R> {
    #[allow(clippy::new_without_default)] // generated code alone makes one
    pub const fn new() -> Self {
        Self(Fallback(PhantomData))
    }

    /// The plain kind, where the error is an `impl Trait` that nothing can be probed about.
    pub fn plain(&self) -> Unchecked<R> {
        Unchecked(PhantomData)
    }
}

#[allow(clippy::unused_self)] // probing finds a method, not a function
impl<T, E> Probe<Result<T, RetryError<E>>> {
    #[inline]
    pub fn retry_kind(&self) -> Wrapped<T, E> {
        Wrapped(PhantomData)
    }
}

impl<R> Deref for Probe<R> {
    type Target = Fallback<R>;
    #[inline]
    fn deref(&self) -> &Fallback<R> {
        &self.0
    }
}

#[allow(clippy::unused_self)] // probing finds a method, not a function
impl<R> Fallback<R> {
    #[inline]
    pub fn retry_kind(&self) -> Unchecked<R> {
        Unchecked(PhantomData)
    }
}

/// The plain kind, of a return type that may be no `Result` at all: [`kind`] says so in words of its own.
pub struct Unchecked<R>(PhantomData<fn() -> R>);

#[inline]
pub fn probe<R>() -> Probe<R> {
    Probe::new()
}

/// What [`Probe`] has found.
pub trait Found {
    type Kind;

    fn kind(self) -> Self::Kind;
}

impl<R: ReturnsResult> Found for Unchecked<R> {
    type Kind = R::Kind;

    #[inline]
    fn kind(self) -> Self::Kind {
        R::KIND
    }
}

impl<T, E> Found for Plain<T, E> {
    type Kind = Self;

    #[inline]
    fn kind(self) -> Self {
        self
    }
}

impl<T, E> Found for Wrapped<T, E> {
    type Kind = Self;

    #[inline]
    fn kind(self) -> Self {
        self
    }
}

#[inline]
pub fn kind<F: Found>(found: F) -> F::Kind {
    found.kind()
}

/// `Result<T, E>` under any name.
#[diagnostic::on_unimplemented(
    message = "`#[retry]` cannot retry a function that returns `{Self}`",
    label = "not a `Result`",
    note = "return a `Result<T, E>`: its error tells a failed attempt from a successful one"
)]
pub trait ReturnsResult {
    /// The plain one.
    type Kind;

    const KIND: Self::Kind;
}

impl<T, E> ReturnsResult for Result<T, E> {
    type Kind = Plain<T, E>;

    const KIND: Self::Kind = Plain(PhantomData);
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

    #[inline]
    pub fn probe(self) -> Probe<R> {
        Probe::new()
    }
}

/// How the end of a call becomes what the caller gets.
pub trait Kind: Copy {
    type Value;
    /// The error of the body.
    type Error;
    /// The error of the function.
    type Final;
    /// `Result<Value, Error>`, what an attempt gives. By a name of its own, of which nothing is known where there is no
    /// kind: the one error is then that there is none.
    type Attempted;
    /// `Result<Value, Final>`, what the caller gets.
    type Returned;
    /// What is kept of an attempt's error while the next one runs.
    type Kept: Default;

    /// The end of a call says how long it took.
    const TIMED: bool;

    fn keep(error: Self::Error) -> Self::Kept;
    fn result(attempted: Self::Attempted) -> Result<Self::Value, Self::Error>;
    fn success(value: Self::Value) -> Self::Returned;
    /// The last error, and why it is not retried.
    fn failure(progress: &Progress<'_>, end: End, error: Self::Error) -> Self::Returned;
}

/// A kind whose caller can be told that the last attempt was cut by a `C`, and why there is no other.
pub trait EndsBy<C>: Kind {
    fn cut(progress: &Progress<'_>, cut: C, end: End, last: Self::Kept) -> Self::Returned;
}

impl<K: Kind> EndsBy<Infallible> for K {
    fn cut(_: &Progress<'_>, cut: Infallible, _: End, _: K::Kept) -> K::Returned {
        match cut {}
    }
}

/// `Result<T, E>`: the caller gets the last error as it is.
pub struct Plain<T, E>(PhantomData<fn() -> (T, E)>);

/// `Result<T, RetryError<E>>`: the caller is told how the call ended.
pub struct Wrapped<T, E>(PhantomData<fn() -> (T, E)>);

impl<T, E> Clone for Plain<T, E> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T, E> Copy for Plain<T, E> {}

impl<T, E> Clone for Wrapped<T, E> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T, E> Copy for Wrapped<T, E> {}

impl<T, E> Wrapped<T, E> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T, E> Kind for Plain<T, E> {
    type Value = T;
    type Error = E;
    type Final = E;
    type Attempted = Result<T, E>;
    type Returned = Result<T, E>;
    type Kept = ();

    const TIMED: bool = false;

    fn keep(_: E) {}

    #[inline]
    fn result(attempted: Result<T, E>) -> Result<T, E> {
        attempted
    }

    #[inline]
    fn success(value: T) -> Result<T, E> {
        Ok(value)
    }

    fn failure(_: &Progress<'_>, _: End, error: E) -> Result<T, E> {
        Err(error)
    }
}

/// An error that can say that a limit was passed: `E: From<TimedOut>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot say that a time limit was passed",
    label = "no `From<retry_runtime::TimedOut>`",
    note = "the attribute sets a limit, or a `config` that may bring one",
    note = "implement `From<retry_runtime::TimedOut>` for it",
    note = "or return `Result<_, RetryError<{Self}>>`, which carries the limit itself"
)]
pub trait FromTimedOut {
    fn from_timed_out(timed_out: TimedOut) -> Self;
}

#[diagnostic::do_not_recommend]
impl<E: From<TimedOut>> FromTimedOut for E {
    fn from_timed_out(timed_out: TimedOut) -> Self {
        timed_out.into()
    }
}

impl<T, E: FromTimedOut> EndsBy<Scope> for Plain<T, E> {
    fn cut(progress: &Progress<'_>, cut: Scope, _: End, (): ()) -> Result<T, E> {
        Err(E::from_timed_out(progress.timed_out(cut)))
    }
}

impl<T, E> Kind for Wrapped<T, E> {
    type Value = T;
    type Error = E;
    type Final = RetryError<E>;
    type Attempted = Result<T, E>;
    type Returned = Result<T, RetryError<E>>;
    type Kept = Option<E>;

    const TIMED: bool = true;

    fn keep(error: E) -> Option<E> {
        Some(error)
    }

    #[inline]
    fn result(attempted: Result<T, E>) -> Result<T, E> {
        attempted
    }

    #[inline]
    fn success(value: T) -> Self::Returned {
        Ok(value)
    }

    fn failure(progress: &Progress<'_>, end: End, source: E) -> Self::Returned {
        let attempts = progress.attempts();
        if let End::Final = end {
            return Err(RetryError::Permanent { attempts, source });
        }
        let elapsed = progress.elapsed();
        Err(match progress.passed(end) {
            Some(timed_out) => RetryError::OperationCancelled {
                attempts,
                elapsed,
                timed_out,
                last: Some(source),
            },
            None if matches!(end, End::Refused) => RetryError::BudgetExhausted {
                attempts,
                elapsed,
                source,
            },
            None => RetryError::MaxRetriesExceeded {
                attempts,
                elapsed,
                source,
            },
        })
    }
}

impl<T, E> EndsBy<Scope> for Wrapped<T, E> {
    fn cut(progress: &Progress<'_>, cut: Scope, end: End, last: Option<E>) -> Self::Returned {
        Err(RetryError::OperationCancelled {
            attempts: progress.attempts(),
            elapsed: progress.elapsed(),
            timed_out: progress.passed(end).unwrap_or_else(|| progress.timed_out(cut)),
            last,
        })
    }
}
