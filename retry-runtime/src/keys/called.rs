//! A key whose value is a call without arguments: `when = retryable()`.

use crate::call::required::{Never, Other, This};

/// What the function makes. It is called here and not where it stands, so that one mistake is one error.
#[inline]
pub fn called<M, F: MakesFunction<M>>(function: F) -> F::Function {
    function.make()
}

/// A function that makes another one, for a key. `M` is as in [`required`](crate::call::required).
#[diagnostic::on_unimplemented(
    message = "this key takes a function and calls it itself: leave out the `()`",
    label = "called without the argument that it takes"
)]
pub trait MakesFunction<M> {
    type Function;

    fn make(self) -> Self::Function;
}

#[diagnostic::do_not_recommend]
impl<F: FnOnce() -> P, P> MakesFunction<This> for F {
    type Function = P;

    #[inline]
    fn make(self) -> P {
        self()
    }
}

// With a single way the compiler would speak of its condition.
#[diagnostic::do_not_recommend]
impl<F: Never> MakesFunction<Other> for F {
    type Function = F;

    fn make(self) -> F {
        self
    }
}
