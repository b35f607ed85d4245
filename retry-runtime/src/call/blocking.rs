//! The steps of a call that blocks its thread: an attempt is a closure, and the delay after it a `thread::sleep`. Nothing cuts
//! an attempt; the limit on the call ends its attempts and delays.

use core::convert::Infallible;
use core::ops::ControlFlow::{self, Break, Continue};

use crate::call::attempt::after;
use crate::call::call::{Call, Failed};
use crate::call::clock::blocking;
use crate::call::decide::{Delay, Outcome, OwnedFailure};
use crate::call::finish::GiveUp;
use crate::call::operation::Operation;
use crate::call::returns::ReturnKind;
use crate::report::transient::Transient;

impl<K: ReturnKind, O: Operation<K::Error>> Call<'_, K, Infallible, O> {
    /// The call begins: its time counts from here.
    #[inline]
    #[must_use]
    pub fn blocking(mut self) -> Self {
        self.state.block(O::IS_OBSERVED);
        self
    }

    /// Runs the body once.
    #[inline]
    pub fn run_blocking(&mut self, body: impl FnOnce() -> K::Attempted) -> Outcome<K, Infallible> {
        Outcome::Finished(body())
    }

    /// Runs the body once, checks its error's `Transient`, and waits if there is to be another attempt.
    #[inline]
    pub fn attempt_blocking(&mut self, body: impl FnOnce() -> K::Attempted) -> ControlFlow<K::Returned>
    where
        K::Error: Transient,
    {
        match K::result(body()) {
            Ok(value) => Break(K::success(value)),
            Err(error) => match after(&mut self.state, &error, self.operation) {
                Err(give_up) => Break(K::failure(&self.state, give_up, error)),
                Ok(delay) => self.wait(Ok(error), delay),
            },
        }
    }

    /// Waits until the next attempt may begin.
    pub fn next_blocking(&mut self, failed: Failed<K>) -> ControlFlow<K::Returned> {
        let (result, delay) = self.begin_delay(failed);
        match result {
            // A value that `classify` has rejected.
            Ok(value) => {
                blocking::wait(delay.0);
                if self.state.is_over() {
                    return Break(self.finish(Ok(value), GiveUp::Deadline, None));
                }
                self.state.next_attempt();
                Continue(())
            }
            Err(failure) => self.wait(failure, delay),
        }
    }

    /// The failure is at hand until the delay is over: a thread may be woken late, and the caller then gets it.
    #[cold]
    #[inline(never)]
    fn wait(&mut self, failure: OwnedFailure<K>, delay: Delay) -> ControlFlow<K::Returned> {
        blocking::wait(delay.0);
        if self.state.is_over() {
            return Break(self.finish(Err(failure), GiveUp::Deadline, None));
        }
        if let Ok(error) = failure {
            self.keep(error);
        }
        self.state.next_attempt();
        Continue(())
    }
}
