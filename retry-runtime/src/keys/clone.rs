//! How each attempt gets its own value of an argument: the key `clone`, `mut` arguments, and what is lent by `&mut`.

use core::pin::Pin;

use crate::call::required::{Never, Other, This};

/// A value of which each attempt gets its own. `M` is found by the compiler: it does not recommend this trait as a bound of
/// a type parameter as long as `M` is unknown.
#[diagnostic::on_unimplemented(
    message = "each attempt starts with its own clone of this argument, and `{Self}` is not `Clone`",
    label = "not `Clone`",
    note = "bind it without `mut` and without `clone`, and let the body borrow it; or take it as `&mut`",
    note = "or have `{Self}: Clone`: by `#[derive(Clone)]`, or as the bound of a type parameter"
)]
pub trait CloneForAttempt<M> {
    fn clone_for_attempt(&self) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Clone> CloneForAttempt<This> for T {
    #[inline]
    fn clone_for_attempt(&self) -> Self {
        self.clone()
    }
}

// With a single way the compiler would speak of its condition.
#[diagnostic::do_not_recommend]
impl<T: Never> CloneForAttempt<Other> for T {
    fn clone_for_attempt(&self) -> Self {
        self.never()
    }
}

#[inline]
pub fn clone_for_attempt<M, T: CloneForAttempt<M>>(value: &T) -> T {
    value.clone_for_attempt()
}

/// A value that the body moves as a whole, as each attempt can only if it is `Copy`, or lent anew. `M` is found by the
/// compiler: it speaks then of this trait, and not of `Copy`.
#[diagnostic::on_unimplemented(
    message = "every attempt moves this `{Self}`, and only the first one would have it; add the key `clone`",
    label = "moved here by every attempt",
    note = "`clone` gives each attempt a clone of every argument, `clone(a, b)` of what it names; or clone it here"
)]
pub trait CopiedByAttempt<M> {}

pub struct Copied;
pub struct Lent;

#[diagnostic::do_not_recommend]
impl<T: Copy> CopiedByAttempt<Copied> for T {}

// Where its type is known, a `&mut` is reborrowed.
#[diagnostic::do_not_recommend]
impl<T: ?Sized> CopiedByAttempt<Lent> for &mut T {}

#[diagnostic::do_not_recommend]
impl<T: Never> CopiedByAttempt<Other> for T {}

#[inline(always)]
pub fn copied_by_attempt<T: CopiedByAttempt<M>, M>(_: *const T) {}

/// A type around a `&mut` that is lent to an attempt and comes back after it.
pub trait Reborrow {
    type Reborrowed<'a>
    where
        Self: 'a;

    fn reborrow(&mut self) -> Self::Reborrowed<'_>;
}

impl<T: ?Sized> Reborrow for Pin<&mut T> {
    type Reborrowed<'a>
        = Pin<&'a mut T>
    where
        Self: 'a;

    #[inline]
    fn reborrow(&mut self) -> Pin<&mut T> {
        self.as_mut()
    }
}

impl<T: ?Sized> Reborrow for Option<&mut T> {
    type Reborrowed<'a>
        = Option<&'a mut T>
    where
        Self: 'a;

    #[inline]
    fn reborrow(&mut self) -> Option<&mut T> {
        self.as_deref_mut()
    }
}
