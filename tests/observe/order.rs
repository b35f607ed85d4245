//! When an event is observed, beside hooks, delays and other calls.

use retry_runtime::observe::EventKind::{GiveUp, Recovery, Retry};
use retry_runtime::{RetryEvent, retry};

use crate::sinks::observed;
use crate::support::{Error, fail};

fn log(event: &RetryEvent<'_, Error>) {
    tracing::info!(target: "hook", attempt = event.attempt);
}

#[test]
fn the_hook_comes_first_then_the_event_then_the_next_attempt() {
    #[retry(max = 3, delay_ms = 10, on_retry = log)]
    async fn call(n: &mut u32) -> Result<(), Error> {
        tracing::info!(target: "attempt", attempt = *n + 1);
        fail(n)
    }
    let observed = observed(call(&mut 0));
    let targets: Vec<_> = observed
        .lines
        .iter()
        .map(|line| line["target"].as_str().unwrap())
        .collect();
    assert_eq!(
        targets,
        [
            "attempt", "hook", "retry", "attempt", "hook", "retry", "attempt", "retry"
        ]
    );
}

#[test]
fn an_event_is_told_before_the_delay() {
    #[retry(max = 2, delay_ms = 60_000, max_delay_secs = 90, jitter = none)]
    async fn call(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    let observed = observed(async {
        let mut n = 0;
        let call = call(&mut n);
        tokio::pin!(call);
        assert!(crate::support::poll_once(call).is_pending());
    });
    assert_eq!(observed.story(), [(Retry, 1, Some("error"))]);
}

#[test]
fn each_of_two_stacked_attributes_tells_its_own() {
    #[retry(max = 2, delay_ms = 100, name = "outer")]
    #[retry(max = 2, delay_ms = 1, name = "inner")]
    async fn stacked(n: &mut u32) -> Result<u32, Error> {
        if *n < 3 { fail(n) } else { Ok(*n) }
    }
    let observed = observed(stacked(&mut 0));
    let story: Vec<_> = observed
        .kept
        .iter()
        .map(|kept| (kept.operation, kept.kind, kept.attempt))
        .collect();
    assert_eq!(
        story,
        [
            ("inner", Retry, 1),
            ("inner", GiveUp, 2),
            ("outer", Retry, 1),
            ("inner", Retry, 1),
            ("inner", Recovery, 2),
            ("outer", Recovery, 2),
        ]
    );
}

#[test]
fn calls_that_run_together_tell_their_own() {
    #[retry(max = 3, delay_ms = 10)]
    async fn call(n: &mut u32, name: &'static str) -> Result<u32, Error> {
        tracing::trace!(name);
        if *n < 2 { fail(n) } else { Ok(*n) }
    }
    let observed = observed(async {
        let (mut a, mut b) = (0, 1);
        let (a, b) = tokio::join!(call(&mut a, "a"), call(&mut b, "b"));
        (a.unwrap(), b.unwrap())
    });
    let of = |kind| {
        observed
            .kept
            .iter()
            .filter(|kept| kept.kind == kind)
            .map(|kept| kept.attempt)
            .collect::<Vec<_>>()
    };
    assert_eq!(of(Retry).len(), 3);
    let mut recovered = of(Recovery);
    recovered.sort_unstable();
    assert_eq!(recovered, [2, 3]);
}
