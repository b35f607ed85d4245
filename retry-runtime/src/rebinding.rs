//! How an argument starts afresh on each attempt.

use core::pin::Pin;

/// A value of which each attempt gets its own.
#[diagnostic::on_unimplemented(
    message = "each attempt starts with its own clone of this argument, and `{Self}` is not `Clone`",
    label = "not `Clone`",
    note = "bind it without `mut` and without `clone`, and let the body borrow it; or take it as `&mut`"
)]
pub trait CloneForAttempt {
    fn clone_for_attempt(&self) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Clone> CloneForAttempt for T {
    #[inline]
    fn clone_for_attempt(&self) -> Self {
        self.clone()
    }
}

#[inline]
pub fn clone_for_attempt<T: CloneForAttempt>(value: &T) -> T {
    value.clone_for_attempt()
}

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
