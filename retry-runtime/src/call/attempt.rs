//! The futures of an attempt, and of the delay after it.

use core::convert::Infallible;
use core::future::Future;
use core::ops::ControlFlow::{self, Break, Continue};
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use pin_project_lite::pin_project;

use crate::call::call::{Call, Failed};
use crate::call::clock::Sleep;
use crate::call::cut::Cut;
use crate::call::decide::{Delay, Outcome, by_error, next_delay};
use crate::call::finish::GiveUp;
use crate::call::operation::Operation;
use crate::call::returns::{EndsBy, ReturnKind};
use crate::call::slot::{LimitedSlot, Slot, UnlimitedSlot, begin_delay, poll_delay};
use crate::call::state::State;
use crate::report::decision::Decision;
use crate::report::event::Failure;
use crate::report::timed_out::Scope;
use crate::report::transient::{Transient, decision};

pin_project! {
    /// An attempt alone: what it means is decided outside, where the user's expressions can borrow what the body has
    /// borrowed.
    // Written by hand, as the others: an `async fn` would store the body twice.
    #[must_use = "an attempt does nothing unless polled"]
    pub struct AttemptFuture<'p, 'a, K: ReturnKind, C, O, S> {
        call: &'p mut Call<'a, K, C, O>,
        #[pin]
        slot: S,
    }
}

impl<K, C, O, S> Future for AttemptFuture<'_, '_, K, C, O, S>
where
    K: EndsBy<C>,
    C: Cut,
    S: Slot<Cut = C, Body: Future<Output = K::Attempted>>,
{
    type Output = Outcome<K, C>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        // There is no delay in it: that is awaited outside.
        let Some(body) = this.slot.as_mut().body() else {
            return Poll::Pending;
        };
        if let Poll::Ready(attempted) = body.poll(cx) {
            return Poll::Ready(Outcome::Finished(attempted));
        }
        let Call { state, last_error, .. } = &mut **this.call;
        let cut = ready!(this.slot.as_mut().poll_limit(state, cx));
        this.slot.end();
        state.cut_by(cut.scope());
        Poll::Ready(Outcome::Cut(cut, K::error(state, cut, last_error)))
    }
}

pin_project! {
    /// An attempt whose error says itself what it means, with the delay after it: one `await` for both.
    #[must_use = "an attempt does nothing unless polled"]
    pub struct AttemptAndDelay<'p, 'a, K: ReturnKind, C, O, S> {
        call: &'p mut Call<'a, K, C, O>,
        #[pin]
        slot: S,
    }
}

impl<K, C, O, S> Future for AttemptAndDelay<'_, '_, K, C, O, S>
where
    K: EndsBy<C> + ReturnKind<Error: Transient>,
    C: Cut,
    O: Operation<K::Error>,
    S: Slot<Cut = C, Body: Future<Output = K::Attempted>>,
{
    type Output = ControlFlow<K::Returned>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let call = &mut **this.call;
        let Some(body) = this.slot.as_mut().body() else {
            ready!(this.slot.poll_delay(cx));
            return Poll::Ready(call.begin_attempt());
        };
        let delay = match body.poll(cx) {
            Poll::Ready(attempted) => match K::result(attempted) {
                Ok(value) => return Poll::Ready(Break(K::success(value))),
                Err(error) => match after(&mut call.state, &error, call.operation) {
                    Err(give_up) => return Poll::Ready(Break(K::failure(&call.state, give_up, error))),
                    Ok(delay) => {
                        call.keep(error);
                        delay
                    }
                },
            },
            Poll::Pending => {
                let cut = ready!(this.slot.as_mut().poll_limit(&mut call.state, cx));
                this.slot.as_mut().end();
                match after_cut(call, cut) {
                    Break(result) => return Poll::Ready(Break(result)),
                    Continue(delay) => delay,
                }
            }
        };
        ready!(this.slot.begin_delay(delay.0, cx));
        Poll::Ready(call.begin_attempt())
    }
}

/// What follows an attempt that came to this error; one function for all bodies.
#[cold]
#[inline(never)]
pub(super) fn after<E: Transient, O: Operation<E>>(
    state: &mut State<'_>,
    error: &E,
    operation: O,
) -> Result<Delay, GiveUp> {
    let decision = decision(error);
    if decision != Decision::Return {
        operation.failed(state);
    }
    let next = next_delay(state, decision, None);
    match next {
        Ok(delay) => operation.retries(state, Failure::Error(error), delay.0),
        Err(give_up) => operation.gives_up(state, Failure::Error(error), give_up),
    }
    next
}

/// What follows an attempt that was cut.
#[cold]
#[inline(never)]
fn after_cut<K, C, O>(call: &mut Call<'_, K, C, O>, cut: C) -> ControlFlow<K::Returned, Delay>
where
    K: EndsBy<C> + ReturnKind<Error: Transient>,
    C: Cut,
    O: Operation<K::Error>,
{
    call.state.cut_by(cut.scope());
    let failure = K::error(&call.state, cut, &mut call.last_error);
    let decided = by_error(Outcome::Cut(cut, failure), decision);
    match call.decide(decided, None) {
        Break(result) => Break(result),
        Continue(failed) => Continue(call.keep_failure(failed)),
    }
}

pin_project! {
    /// The delay before the next attempt.
    #[must_use = "a delay does nothing unless polled"]
    pub struct DelayFuture<'p, 'a, K: ReturnKind, C, O> {
        call: &'p mut Call<'a, K, C, O>,
        delay: Option<Delay>,
        #[pin]
        timer: Option<Sleep>,
    }
}

impl<K: EndsBy<C>, C: Cut, O: Operation<K::Error>> Future for DelayFuture<'_, '_, K, C, O> {
    type Output = ControlFlow<K::Returned>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        ready!(match this.delay.take() {
            Some(delay) => begin_delay(this.timer, delay.0, cx),
            None => poll_delay(this.timer, cx),
        });
        Poll::Ready(this.call.begin_attempt())
    }
}

// How a call begins an attempt. Nothing is required of the error type here: where the attempt is awaited is enough.

impl<'a, K: ReturnKind, O> Call<'a, K, Infallible, O> {
    /// Runs the body once.
    #[inline]
    pub fn run<'p, F>(&'p mut self, body: F) -> AttemptFuture<'p, 'a, K, Infallible, O, UnlimitedSlot<F>> {
        AttemptFuture {
            call: self,
            slot: UnlimitedSlot::new(body),
        }
    }

    /// Runs the body once, checks its error's `Transient`, and waits if there is to be another attempt.
    #[inline]
    pub fn attempt<'p, F>(&'p mut self, body: F) -> AttemptAndDelay<'p, 'a, K, Infallible, O, UnlimitedSlot<F>> {
        AttemptAndDelay {
            call: self,
            slot: UnlimitedSlot::new(body),
        }
    }
}

impl<'a, K: ReturnKind, O> Call<'a, K, Scope, O> {
    /// Runs the body once, within its limits.
    #[inline]
    pub fn run<'p, F>(&'p mut self, body: F) -> AttemptFuture<'p, 'a, K, Scope, O, LimitedSlot<F>> {
        AttemptFuture {
            call: self,
            slot: LimitedSlot::new(body),
        }
    }

    /// Runs the body once, within its limits, checks its error's `Transient`, and waits if there is to be another
    /// attempt.
    #[inline]
    pub fn attempt<'p, F>(&'p mut self, body: F) -> AttemptAndDelay<'p, 'a, K, Scope, O, LimitedSlot<F>> {
        AttemptAndDelay {
            call: self,
            slot: LimitedSlot::new(body),
        }
    }
}

impl<'a, K: ReturnKind, C: Cut, O: Operation<K::Error>> Call<'a, K, C, O> {
    /// Waits until the next attempt may begin.
    #[inline]
    pub fn next<'p>(&'p mut self, failed: Failed<K>) -> DelayFuture<'p, 'a, K, C, O> {
        let delay = Some(self.keep_failure(failed));
        DelayFuture {
            call: self,
            delay,
            timer: None,
        }
    }
}
