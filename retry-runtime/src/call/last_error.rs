//! The third kind of functions: those whose own error has a chain, in which the last error is kept where a limit cuts
//! the call.
//!
//! They are found by probing, as `RetryError` is: nothing is kept, or asked, for any other error type.

use core::convert::Infallible;
use core::marker::PhantomData;
use core::mem;

use crate::call::finish::GiveUp;
use crate::call::returns::{EndsBy, ReturnKind};
use crate::call::state::State;
use crate::report::timed_out::{KeepsLast, Scope};

/// `Result<T, E>`, where the caller gets the last error as it is, or behind that of the limit.
pub struct WithLastError<T, E>(PhantomData<fn() -> (T, E)>);

impl<T, E> Clone for WithLastError<T, E> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T, E> Copy for WithLastError<T, E> {}

/// The last error that is no cut.
pub struct Kept<E> {
    error: Option<E>,
    /// The attempt that ends now was cut.
    cut: bool,
}

impl<E> Default for Kept<E> {
    fn default() -> Self {
        Self {
            error: None,
            cut: false,
        }
    }
}

// Without a bound on `E`: whether the future of a call is `Send` is checked with every lifetime erased, and a `Box<dyn
// Error>` has its chain for `'static` alone.
impl<T, E> ReturnKind for WithLastError<T, E> {
    type Value = T;
    type Error = E;
    type FinalError = E;
    type Attempted = Result<T, E>;
    type Returned = Result<T, E>;
    type LastError = Kept<E>;
    type Cut = Infallible;

    const KIND: Self = Self(PhantomData);

    const NEEDS_CLOCK: bool = false;

    fn keep(last: &mut Kept<E>, error: E) {
        let cut = mem::take(&mut last.cut);
        if last.error.is_none() || !cut {
            last.error = Some(error);
        }
    }

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

    fn cancelled(_: &State<'_>, cut: Infallible, _: GiveUp, _: Kept<E>) -> Result<T, E> {
        match cut {}
    }
}

impl<T, E: KeepsLast> EndsBy<Scope> for WithLastError<T, E> {
    #[cold]
    #[inline(never)]
    fn error(state: &State<'_>, cut: Scope, last: &mut Kept<E>) -> Result<E, Infallible> {
        let timed_out = state.timed_out(cut);
        last.cut = true;
        let last = match cut {
            Scope::Operation => last.error.take(),
            // Another attempt may follow, and keeps it.
            Scope::Attempt => None,
        };
        Ok(match last {
            Some(last) => E::with_last(timed_out, last),
            None => timed_out.into(),
        })
    }
}
