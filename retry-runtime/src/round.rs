//! The futures of one round: an attempt, and the delay that belongs to it.

use core::future::{Future, IntoFuture};
use core::ops::ControlFlow::{self, Break, Continue};
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use core::time::Duration;

use pin_project_lite::pin_project;
use tokio::time::{Sleep, sleep};

use crate::call::Call;
use crate::jittered::configured;
use crate::kind::{EndsBy, Kind};
use crate::limits::Cut;
use crate::place::{Outcome, Place};
use crate::progress::{Progress, Wait};
use crate::rules::{Decided, transient};
use crate::transient::Transient;

pin_project! {
    /// An attempt alone: what it means is asked outside, where the user's expressions can borrow what the body has
    /// borrowed.
    // Written by hand, as the other one: an `async fn` would store the body twice.
    #[must_use = "an attempt does nothing unless polled"]
    pub struct Running<'p, 'a, C: Cut, F> {
        #[pin]
        place: C::Place<&'p mut Progress<'a>, F>,
    }
}

impl<'p, 'a, C: Cut, F> Running<'p, 'a, C, F> {
    #[inline]
    pub(crate) fn new(progress: &'p mut Progress<'a>, body: F) -> Self {
        Self {
            place: Place::new(progress, body),
        }
    }
}

impl<'p, 'a, C: Cut, F: Future> Future for Running<'p, 'a, C, F> {
    type Output = Outcome<F::Output, C>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // There is no delay in it: that is awaited outside.
        let Some(running) = self.project().place.running() else {
            return Poll::Pending;
        };
        match running.body.poll(cx) {
            Poll::Ready(result) => Poll::Ready(Outcome::Finished(result)),
            Poll::Pending => {
                C::Place::<&'p mut Progress<'a>, F>::poll_limit(running.limit, running.held, cx).map(Outcome::Cut)
            }
        }
    }
}

pin_project! {
    /// An attempt whose error says itself what it means, with the delay after it: one `await` for both.
    #[must_use = "an attempt does nothing unless polled"]
    pub struct Round<'p, 'a, K: Kind, C: Cut, F> {
        #[pin]
        place: C::Place<&'p mut Call<'a, K, C>, F>,
    }
}

impl<'p, 'a, K: Kind, C: Cut, F> Round<'p, 'a, K, C, F> {
    #[inline]
    pub(crate) fn new(call: &'p mut Call<'a, K, C>, body: F) -> Self {
        Self {
            place: Place::new(call, body),
        }
    }
}

/// How the body of a call has ended.
type Ended<K, C> = Outcome<Result<<K as Kind>::Value, <K as Kind>::Error>, C>;

impl<'p, 'a, K, C, F> Round<'p, 'a, K, C, F>
where
    K: Kind,
    C: Cut,
    F: Future<Output = K::Attempted>,
{
    /// The outcome of the body; `None` in the delay.
    #[inline]
    fn poll_body(
        place: Pin<&mut C::Place<&'p mut Call<'a, K, C>, F>>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Ended<K, C>>> {
        let Some(running) = place.running() else {
            return Poll::Ready(None);
        };
        match running.body.poll(cx) {
            Poll::Ready(attempted) => Poll::Ready(Some(Outcome::Finished(K::result(attempted)))),
            Poll::Pending => {
                let cut = C::Place::<&'p mut Call<'a, K, C>, F>::poll_limit(running.limit, running.held.progress(), cx);
                cut.map(|cut| Some(Outcome::Cut(cut)))
            }
        }
    }
}

impl<K, C, F> Future for Round<'_, '_, K, C, F>
where
    K: EndsBy<C> + Kind<Error: Transient>,
    C: Cut,
    F: Future<Output = K::Attempted>,
{
    type Output = ControlFlow<K::Returned>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut place = self.project().place;
        if let Some(outcome) = ready!(Self::poll_body(place.as_mut(), cx)) {
            let outcome = match outcome {
                Outcome::Finished(Ok(value)) => return Poll::Ready(Break(K::success(value))),
                outcome => outcome,
            };
            match place.as_mut().end(|call| failed(call, outcome)) {
                Some(Break(result)) => return Poll::Ready(Break(result)),
                Some(Continue(Wait(0))) => return Poll::Ready(Continue(())),
                Some(Continue(wait)) => place.as_mut().begin_delay(wait),
                None => {}
            }
        }
        place.poll_delay(cx).map(Continue)
    }
}

/// Out of the way of what succeeds, and one for all bodies.
#[cold]
#[inline(never)]
fn failed<K, C>(call: &mut Call<'_, K, C>, outcome: Ended<K, C>) -> ControlFlow<K::Returned, Wait>
where
    K: EndsBy<C> + Kind<Error: Transient>,
    C: Cut,
{
    match call.decide_with(Decided::new(outcome, transient), None, configured) {
        Break(result) => Break(result),
        Continue(failed) => Continue(Call::next(call, failed)),
    }
}

pin_project! {
    #[must_use = "a delay does nothing unless polled"]
    pub struct Delay {
        #[pin]
        timer: Option<Sleep>,
    }
}

impl Wait {
    /// That of the delay, which begins now.
    pub(crate) fn timer(self) -> Sleep {
        sleep(Duration::from_nanos(self.0))
    }
}

impl IntoFuture for Wait {
    type Output = ();
    type IntoFuture = Delay;

    fn into_future(self) -> Delay {
        Delay {
            timer: (self.0 != 0).then(|| self.timer()),
        }
    }
}

impl Future for Delay {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.project()
            .timer
            .as_pin_mut()
            .map_or(Poll::Ready(()), |timer| timer.poll(cx))
    }
}

// How a call begins an attempt. Nothing is required of the error type here: where the round is awaited is enough.
impl<'a, K: Kind, C: Cut> Call<'a, K, C> {
    /// Runs the body once, within its limits.
    #[inline]
    pub fn run<'p, F>(&'p mut self, body: F) -> Running<'p, 'a, C, F>
    where
        F: Future<Output = K::Attempted>,
    {
        Running::new(self.progress(), body)
    }

    // The one method that generated code calls on `call` as it is: under a name that no trait of a user's has.
    /// Runs the body once, asks its error, and waits if there is to be another attempt.
    #[inline]
    pub fn retry_attempt<'p, F>(&'p mut self, body: F) -> Round<'p, 'a, K, C, F>
    where
        F: Future<Output = K::Attempted>,
    {
        Round::new(self, body)
    }
}
