//! The futures of an attempt, and of the delay after it.

use core::future::{Future, IntoFuture};
use core::ops::ControlFlow::{self, Break, Continue};
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use pin_project_lite::pin_project;

use crate::call::call::Call;
use crate::call::clock::{Sleep, sleep};
use crate::call::cut::Cut;
use crate::call::decide::{Decided, Delay, Outcome, next_delay};
use crate::call::finish::GiveUp;
use crate::call::returns::{EndsBy, ReturnKind};
use crate::call::slot::{RunningBody, Slot};
use crate::call::state::State;
use crate::policy::draw::nanos;
use crate::report::transient::Transient;

pin_project! {
    /// An attempt alone: what it means is decided outside, where the user's expressions can borrow what the body has
    /// borrowed.
    // Written by hand, as the other one: an `async fn` would store the body twice.
    #[must_use = "an attempt does nothing unless polled"]
    pub struct AttemptFuture<'p, 'a, C: Cut, F> {
        #[pin]
        slot: C::Slot<&'p mut State<'a>, F>,
    }
}

impl<'p, 'a, C: Cut, F: Future> Future for AttemptFuture<'p, 'a, C, F> {
    type Output = Outcome<F::Output, C>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // There is no delay in it: that is awaited outside.
        let Some(running) = self.project().slot.running() else {
            return Poll::Pending;
        };
        match running.body.poll(cx) {
            Poll::Ready(result) => Poll::Ready(Outcome::Finished(result)),
            Poll::Pending => {
                C::Slot::<&'p mut State<'a>, F>::poll_limit(running.limit, running.call, cx).map(Outcome::Cut)
            }
        }
    }
}

pin_project! {
    /// An attempt whose error says itself what it means, with the delay after it: one `await` for both.
    #[must_use = "an attempt does nothing unless polled"]
    pub struct AttemptAndDelay<'p, 'a, K: ReturnKind, C: Cut, F> {
        #[pin]
        slot: C::Slot<&'p mut Call<'a, K, C>, F>,
    }
}

impl<'p, 'a, K, C, F> Future for AttemptAndDelay<'p, 'a, K, C, F>
where
    K: EndsBy<C> + ReturnKind<Error: Transient>,
    C: Cut,
    F: Future<Output = K::Attempted>,
{
    type Output = ControlFlow<K::Returned>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut slot = self.project().slot;
        let failed = match slot.as_mut().running() {
            None => None,
            Some(RunningBody { call, body, limit }) => Some(match body.poll(cx) {
                Poll::Ready(attempted) => match K::result(attempted) {
                    Ok(value) => return Poll::Ready(Break(K::success(value))),
                    Err(error) => match after(&mut call.state, &error) {
                        Err(give_up) => return Poll::Ready(Break(K::failure(&call.state, give_up, error))),
                        Ok(delay) => {
                            call.keep(error);
                            Outcome::Finished(delay)
                        }
                    },
                },
                Poll::Pending => Outcome::Cut(ready!(C::Slot::<&'p mut Call<'a, K, C>, F>::poll_limit(
                    limit,
                    &mut call.state,
                    cx
                ))),
            }),
        };
        let delay = match failed {
            None => return slot.poll_delay(cx).map(Continue),
            Some(Outcome::Finished(delay)) => delay,
            Some(Outcome::Cut(cut)) => match slot.as_mut().end(|call| after_cut(call, cut)) {
                Some(Continue(delay)) => delay,
                Some(Break(result)) => return Poll::Ready(Break(result)),
                None => return Poll::Pending,
            },
        };
        slot.begin_delay(delay, cx).map(Continue)
    }
}

/// What follows an attempt that came to this error; one function for all bodies.
#[cold]
#[inline(never)]
fn after<E: Transient>(state: &mut State<'_>, error: &E) -> Result<Delay, GiveUp> {
    if !error.is_transient() {
        return Err(GiveUp::Final);
    }
    let delay = next_delay(state, error.retry_after().map_or(0, nanos), None)?;
    state.next_attempt();
    Ok(delay)
}

/// What follows an attempt that was cut.
#[cold]
#[inline(never)]
fn after_cut<K, C>(call: &mut Call<'_, K, C>, cut: C) -> ControlFlow<K::Returned, Delay>
where
    K: EndsBy<C>,
    C: Cut,
{
    match Call::decide(call, Decided::cut(cut), None) {
        Break(result) => Break(result),
        Continue(failed) => Continue(Call::next(call, failed)),
    }
}

pin_project! {
    #[must_use = "a delay does nothing unless polled"]
    pub struct DelayFuture {
        #[pin]
        timer: Option<Sleep>,
    }
}

impl IntoFuture for Delay {
    type Output = ();
    type IntoFuture = DelayFuture;

    fn into_future(self) -> DelayFuture {
        DelayFuture {
            timer: (self.0 != 0).then(|| sleep(self.0)),
        }
    }
}

impl Future for DelayFuture {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.project()
            .timer
            .as_pin_mut()
            .map_or(Poll::Ready(()), |timer| timer.poll(cx))
    }
}

// How a call begins an attempt. Nothing is required of the error type here: where the attempt is awaited is enough.
impl<'a, K: ReturnKind, C: Cut> Call<'a, K, C> {
    /// Runs the body once, within its limits.
    #[inline]
    pub fn run<'p, F>(this: &'p mut Self, body: F) -> AttemptFuture<'p, 'a, C, F>
    where
        F: Future<Output = K::Attempted>,
    {
        AttemptFuture {
            slot: Slot::new(&mut this.state, body),
        }
    }

    /// Runs the body once, checks its error's `Transient`, and waits if there is to be another attempt.
    #[inline]
    pub fn attempt<'p, F>(this: &'p mut Self, body: F) -> AttemptAndDelay<'p, 'a, K, C, F>
    where
        F: Future<Output = K::Attempted>,
    {
        AttemptAndDelay {
            slot: Slot::new(this, body),
        }
    }
}
