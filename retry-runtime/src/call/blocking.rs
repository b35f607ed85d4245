//! The steps of a call that blocks its thread: an attempt is a closure, and the delay after it a `thread::sleep`. Nothing cuts
//! an attempt; the limit on the call ends its attempts and delays.

use core::convert::Infallible;
use core::ops::ControlFlow::{self, Break, Continue};

use crate::call::attempt::after;
use crate::call::call::{Call, Failed};
use crate::call::clock::blocking;
use crate::call::decide::{AttemptResult, Delay, Outcome};
use crate::call::finish::GiveUp;
use crate::call::operation::Operation;
use crate::call::returns::ReturnKind;
use crate::report::transient::Transient;

impl<K: ReturnKind, O: Operation<K::Error>> Call<'_, K, Infallible, O> {
    /// The call begins: its time counts from here.
    #[inline]
    #[must_use]
    pub fn blocking(mut self) -> Self {
        self.state.block();
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
                Ok(delay) => self.wait(Err(Ok(error)), delay),
            },
        }
    }

    /// Waits until the next attempt may begin.
    pub fn next_blocking(&mut self, failed: Failed<K>) -> ControlFlow<K::Returned> {
        let (result, delay) = self.begin_delay(failed);
        self.wait(result, delay)
    }

    /// With a limit the result is at hand until the delay is over: a thread may be woken late, and the caller then gets it.
    /// Without one the delay begins after its end, and that of what it holds: a lock, a connection.
    #[cold]
    #[inline(never)]
    fn wait(&mut self, result: AttemptResult<K>, delay: Delay) -> ControlFlow<K::Returned> {
        let held = self.state.is_limited().then_some(result);
        blocking::wait(delay.0);
        match held {
            Some(result) if self.state.is_over() => Break(self.finish(result, GiveUp::Deadline, None)),
            _ => {
                self.state.next_attempt();
                Continue(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use core::convert::Infallible;
    use core::ops::ControlFlow::{Break, Continue};
    use core::time::Duration;
    use std::io;

    use crate::call::call::Call;
    use crate::call::decide::classify;
    use crate::call::operation::Operation;
    use crate::call::returns::{OwnError, ReturnKind, WithRetryError};
    use crate::call::state::State;
    use crate::policy::config::RetryConfig;
    use crate::report::decision::Decision;
    use crate::report::event::Failure;
    use crate::report::retry_error::RetryError;
    use crate::scope::testing::virtual_time::{advance, virtual_time};

    /// The thread wakes so much later than asked.
    #[derive(Clone, Copy)]
    struct Late(Duration);

    impl<E> Operation<E> for Late {
        fn retries(self, _: &State<'_>, _: Failure<'_, E>, _: u64) {
            advance(self.0);
        }
    }

    const POLICY: &RetryConfig = &RetryConfig::new().timeout(Duration::from_secs(9));

    fn call<K: ReturnKind>(late: u64) -> Call<'static, K, Infallible, Late> {
        Call::new(POLICY, Late(Duration::from_secs(late))).blocking()
    }

    fn lost<T>() -> io::Result<T> {
        Err(io::ErrorKind::ConnectionReset.into())
    }

    #[test]
    fn a_thread_that_wakes_late_begins_no_attempt_and_loses_no_error() {
        let _time = virtual_time();
        let mut own = call::<OwnError<(), io::Error>>(9);
        assert!(
            matches!(own.attempt_blocking(lost), Break(Err(error)) if error.kind() == io::ErrorKind::ConnectionReset)
        );
        let mut told = call::<WithRetryError<(), io::Error>>(9);
        let ended = told.attempt_blocking(lost);
        assert!(matches!(
            ended,
            Break(Err(RetryError::OperationCancelled {
                attempts: 1,
                last: Some(_),
                ..
            }))
        ));
        let mut early = call::<OwnError<(), io::Error>>(1);
        assert!(matches!(early.attempt_blocking(lost), Continue(())));
    }

    #[test]
    fn a_thread_that_wakes_late_loses_no_value() {
        let _time = virtual_time();
        let mut call = call::<OwnError<u32, io::Error>>(9);
        let outcome = call.run_blocking(|| Ok(5));
        let Continue(failed) = call.decide(classify(call.kind(), outcome, |_| Decision::Retry), None) else {
            panic!("it is retried");
        };
        assert!(matches!(call.next_blocking(failed), Break(Ok(5))));
    }
}
