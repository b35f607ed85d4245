//! The key `budget`.

use core::ops::Deref;

use crate::policy::budget::RetryBudget;

/// The value of the key `budget`.
#[inline]
pub fn budget<'b, M, B: IntoBudget<'b, M>>(budget: B) -> Option<&'b RetryBudget> {
    budget.into_budget()
}

/// A value of the key `budget`. `M` tells the ways apart.
#[diagnostic::on_unimplemented(
    message = "`budget` takes a `&RetryBudget`, not `{Self}`",
    label = "not a `&RetryBudget`",
    note = "it takes a reference to a `RetryBudget`, to an `Arc` of one or the like, or an `Option` of such a reference",
    note = "a budget is shared: write `budget = &…`"
)]
pub trait IntoBudget<'b, M> {
    fn into_budget(self) -> Option<&'b RetryBudget>;
}

pub struct Itself;

impl<'b> IntoBudget<'b, Itself> for &'b RetryBudget {
    #[inline]
    fn into_budget(self) -> Option<&'b RetryBudget> {
        Some(self)
    }
}

pub struct Pointer;

#[diagnostic::do_not_recommend]
impl<'b, P: Deref<Target = RetryBudget>> IntoBudget<'b, Pointer> for &'b P {
    #[inline]
    fn into_budget(self) -> Option<&'b RetryBudget> {
        Some(self)
    }
}

pub struct Optional<M>(M);

#[diagnostic::do_not_recommend]
impl<'b, M, B: IntoBudget<'b, M>> IntoBudget<'b, Optional<M>> for Option<B> {
    #[inline]
    fn into_budget(self) -> Option<&'b RetryBudget> {
        self.and_then(B::into_budget)
    }
}

pub struct Shared;

/// An optional budget that is itself shared: `&self.budget`.
#[diagnostic::do_not_recommend]
impl<'b> IntoBudget<'b, Shared> for &'b Option<RetryBudget> {
    #[inline]
    fn into_budget(self) -> Option<&'b RetryBudget> {
        self.as_ref()
    }
}

pub struct SharedPointer;

#[diagnostic::do_not_recommend]
impl<'b, P: Deref<Target = RetryBudget>> IntoBudget<'b, SharedPointer> for &'b Option<P> {
    #[inline]
    fn into_budget(self) -> Option<&'b RetryBudget> {
        self.as_deref()
    }
}
