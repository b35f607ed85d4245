//! What an attempt meets of the faults of `testing`, before its body runs.
//!
//! A fault is kept without its type, so that its error has to be `'static`. That cannot be asked of the error of any
//! function, and is not: an error type that is, or has in it, a type parameter without a bound is found not to be `Unpin`,
//! which nearly every other one is. `X` has the types that the macro sees in it; some pointers are `Unpin` whatever they
//! point to.

use core::future::Future;
use core::marker::PhantomData;
use core::ops::Deref;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use pin_project_lite::pin_project;

use crate::call::clock::{self, Sleep};
use crate::policy::draw::nanos;
use crate::report::name;
use crate::scope::testing::Attempted;

/// Finds whether errors of the attempts that `F` makes can be made here.
#[inline]
pub fn faults<F, T, E, X>(_: &F) -> Faults<T, E, X>
where
    F: Future<Output = Result<T, E>>,
{
    Faults(Refused(PhantomData), PhantomData)
}

/// A closure that runs once: it may hand out what it has borrowed.
#[inline]
pub fn once<T, F: FnOnce() -> T>(body: F) -> F {
    body
}

/// [`faults`], of a blocking attempt.
#[inline]
pub fn blocking_faults<F, T, E, X>(_: &F) -> Faults<T, E, X>
where
    F: FnOnce() -> Result<T, E>,
{
    Faults(Refused(PhantomData), PhantomData)
}

/// Their errors can be made.
pub struct Faults<T, E, X>(Refused<T, E>, PhantomData<fn() -> X>);

/// They can be delayed, and not fail.
pub struct Refused<T, E>(PhantomData<fn() -> (T, E)>);

impl<T, E, X> Deref for Faults<T, E, X> {
    type Target = Refused<T, E>;

    fn deref(&self) -> &Refused<T, E> {
        &self.0
    }
}

#[allow(clippy::unused_self)] // probing finds a method, not a function
impl<T, E: Unpin, X: Unpin> Faults<T, E, X> {
    /// `body`, after its faults. `M` is `E`, but for lifetimes that may be shorter.
    pub fn retry_faulty<F, N, M>(&self, body: F, name: N, error: fn(M) -> E) -> Faulty<F, N, Made<M, E>> {
        Faulty::new(body, name, Made(error))
    }

    /// The same of a blocking attempt.
    pub fn retry_faulty_call<F, N, M>(&self, body: F, name: N, error: fn(M) -> E) -> impl FnOnce() -> Result<T, E>
    where
        F: FnOnce() -> Result<T, E>,
        N: Fn() -> Option<&'static str>,
        M: 'static,
    {
        move || faulty_call(body, &name, &Made(error))
    }
}

#[allow(clippy::unused_self)]
impl<T, E> Refused<T, E> {
    pub fn retry_faulty<F, N, M>(&self, body: F, name: N, _: fn(M) -> E) -> Faulty<F, N, Unmade> {
        Faulty::new(body, name, Unmade)
    }

    pub fn retry_faulty_call<F, N, M>(&self, body: F, name: N, _: fn(M) -> E) -> impl FnOnce() -> Result<T, E>
    where
        F: FnOnce() -> Result<T, E>,
        N: Fn() -> Option<&'static str>,
    {
        move || faulty_call(body, &name, &Unmade)
    }
}

fn faulty_call<T, E, N: Fn() -> Option<&'static str>>(
    body: impl FnOnce() -> Result<T, E>,
    name: &N,
    error: &impl Fails<E>,
) -> Result<T, E> {
    let (path, name) = (name::path::<N>(), name());
    if let Some(delay) = (Attempted { path, name }).delay() {
        clock::blocking::wait(nanos(delay));
    }
    error.error(path, name).map_or_else(body, Err)
}

/// How an attempt comes to an error without its body.
pub trait Fails<E> {
    fn error(&self, path: &'static str, name: Option<&'static str>) -> Option<E>;
}

pub struct Made<M, E>(fn(M) -> E);

impl<M: 'static, E> Fails<E> for Made<M, E> {
    fn error(&self, path: &'static str, name: Option<&'static str>) -> Option<E> {
        Attempted { path, name }.error().map(self.0)
    }
}

pub struct Unmade;

impl<E> Fails<E> for Unmade {
    fn error(&self, path: &'static str, name: Option<&'static str>) -> Option<E> {
        Attempted { path, name }.refuse_error();
        None
    }
}

pin_project! {
    /// A body after its faults.
    #[must_use = "futures do nothing unless polled"]
    pub struct Faulty<F, N, M> {
        name: N,
        error: M,
        step: Step,
        #[pin]
        body: F,
    }
}

/// What comes next.
enum Step {
    Begin,
    // Few attempts have one.
    Delay(Pin<Box<Sleep>>),
    Fail,
    Body,
}

impl<F, N, M> Faulty<F, N, M> {
    fn new(body: F, name: N, error: M) -> Self {
        Self {
            name,
            error,
            step: Step::Begin,
            body,
        }
    }
}

impl<F, N, M, T, E> Future for Faulty<F, N, M>
where
    F: Future<Output = Result<T, E>>,
    N: Fn() -> Option<&'static str>,
    M: Fails<E>,
{
    type Output = Result<T, E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<T, E>> {
        let this = self.project();
        if let Step::Body = this.step {
            return this.body.poll(cx);
        }
        let (path, name) = (name::path::<N>(), (this.name)());
        loop {
            *this.step = match this.step {
                Step::Begin => match (Attempted { path, name }).delay() {
                    Some(delay) => Step::Delay(Box::pin(clock::sleep(nanos(delay)))),
                    None => Step::Fail,
                },
                Step::Delay(sleep) => {
                    ready!(sleep.as_mut().poll(cx));
                    Step::Fail
                }
                Step::Fail => match this.error.error(path, name) {
                    Some(error) => return Poll::Ready(Err(error)),
                    None => Step::Body,
                },
                Step::Body => return this.body.poll(cx),
            };
        }
    }
}
