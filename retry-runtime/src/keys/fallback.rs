//! What the caller gets instead of the final error: the key `fallback`.

use core::future::{Future, Ready, ready};
use core::pin::Pin;
use core::task::{Context, Poll};

use pin_project_lite::pin_project;

use crate::call::returns::ReturnKind;

/// Asks the function of the key `fallback`; the future is its answer.
#[inline]
pub fn fallback<K, M, S, F>(_: K, error: K::FinalError, function: F) -> Answer<S::Future, K::Returned>
where
    K: ReturnKind,
    S: Settle<K::Returned, M>,
    F: FnOnce(K::FinalError) -> S,
{
    Answer {
        future: function(error).settle(),
        poll: <S::Future as Future>::poll,
    }
}

/// Asks the function of the key `fallback` in a blocking function; its answer is what the caller gets.
#[inline]
pub fn blocking_fallback<K, R, F>(_: K, error: K::FinalError, function: F) -> K::Returned
where
    K: ReturnKind<Returned = R>,
    F: FnOnce(K::FinalError) -> R,
{
    function(error)
}

pin_project! {
    /// A future, and how to poll it: whatever is wrong with its type is reported where the function is handed over, and not
    /// again where its answer is awaited.
    #[must_use = "futures do nothing unless polled"]
    pub struct Answer<F, R> {
        #[pin]
        future: F,
        poll: fn(Pin<&mut F>, &mut Context<'_>) -> Poll<R>,
    }
}

impl<F, R> Future for Answer<F, R> {
    type Output = R;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<R> {
        let this = self.project();
        (this.poll)(this.future, cx)
    }
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
