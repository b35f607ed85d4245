//! What the caller gets in the place of the final error: the key `fallback`.

use core::future::{Future, Ready, ready};

use crate::kind::{Kind, Returned};

/// Asks the function of the key `fallback`; the future is its answer.
#[inline]
pub fn fallback<K, M, S, F>(_: K, error: K::Final, function: F) -> S::Future
where
    K: Kind,
    S: Settle<Returned<K>, M>,
    F: FnOnce(K::Final) -> S,
{
    function(error).settle()
}

/// A result, now or later. `M` tells the two apart.
#[diagnostic::on_unimplemented(
    message = "`fallback` has to give what the function returns: `{R}`",
    label = "gives `{Self}`",
    note = "it takes the final error and returns that `Result`, or a future of it"
)]
pub trait Settle<R, M> {
    type Future: Future<Output = R>;

    fn settle(self) -> Self::Future;
}

pub struct Now;

#[diagnostic::do_not_recommend]
impl<T, E> Settle<Result<T, E>, Now> for Result<T, E> {
    type Future = Ready<Self>;

    fn settle(self) -> Ready<Self> {
        ready(self)
    }
}

pub struct Later;

#[diagnostic::do_not_recommend]
impl<R, F: Future<Output = R>> Settle<R, Later> for F {
    type Future = F;

    fn settle(self) -> F {
        self
    }
}
