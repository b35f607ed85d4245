//! Which limit ends the attempt that runs, and when.

use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

use crate::call::clock::{self, Instant, Sleep, poll_timer, sleep_until};
use crate::call::state::{Armed, State};
use crate::policy::config::RetryConfig;
use crate::report::timed_out::Scope;

/// Asked while the attempt is pending: has it passed a limit?
#[inline]
pub(crate) fn poll(state: &mut State<'_>, mut timer: Pin<&mut Option<Sleep>>, cx: &mut Context<'_>) -> Poll<Scope> {
    let armed_before = state.armed != Armed::NotYet;
    if !armed_before {
        state.with_policy(|state, policy| arm(state, policy, timer.as_mut()));
    }
    let (Armed::For(scope), Some(timer)) = (state.armed, timer.as_pin_mut()) else {
        return Poll::Pending;
    };
    poll_timer(timer, armed_before, cx).map(|()| scope)
}

#[inline]
fn arm(state: &mut State<'_>, policy: &RetryConfig, mut timer: Pin<&mut Option<Sleep>>) {
    let now = clock::now();
    let operation = state.deadline(now, policy.timeout);
    let nearest = match (operation, policy.attempt_timeout) {
        (operation, None) => operation.map(|deadline| (deadline, Scope::Operation)),
        (operation, Some(limit)) => Some(nearest(now, operation, limit)),
    };
    state.armed = Armed::Never;
    if let Some((deadline, scope)) = nearest {
        state.armed = Armed::For(scope);
        timer.set(Some(sleep_until(deadline)));
    }
}

#[cold]
#[inline(never)]
fn nearest(now: Instant, operation: Option<Instant>, limit: Duration) -> (Instant, Scope) {
    let attempt = clock::deadline(now, limit);
    match operation {
        Some(operation) if operation <= attempt => (operation, Scope::Operation),
        _ => (attempt, Scope::Attempt),
    }
}
