//! `RetryEvent` and `Failure` as values, for hooks that hand them on.

use retry_runtime::{Failure, RetryConfig, RetryEvent, Scope, TimedOut, retry, testing};

use crate::support::{Error, fail, ms};

/// No `Clone` and no `Debug`: an event asks its error for neither.
struct Opaque;

fn copies<T: Copy>(value: T) -> [T; 2] {
    [value, value]
}

#[test]
fn an_event_is_copied_whatever_its_error_is() {
    let event = testing::retry_event("fetch", 1, 3, ms(10), ms(5), Failure::Error(&Opaque));
    for event in copies(event) {
        assert_eq!((event.name, event.attempt, event.max), ("fetch", 1, 3));
        assert_eq!((event.delay, event.elapsed), (ms(10), ms(5)));
        assert!(event.error.as_error().is_some());
    }
    assert!(
        copies(event.error)
            .iter()
            .all(|failure| matches!(failure, Failure::Error(_)))
    );
}

#[test]
fn a_failure_gives_the_functions_own_error_alone() {
    let error = Error::Transient(1);
    // The error outlives the event that brought it.
    let kept = {
        let event = testing::retry_event("fetch", 1, 3, ms(10), ms(5), Failure::Error(&error));
        event.error.as_error()
    };
    assert_eq!(kept, Some(&error));
    let cut = TimedOut::new(ms(5), Scope::Attempt, 1);
    assert_eq!(Failure::<Error>::TimedOut(cut).as_error(), None);
    assert_eq!(Failure::<Error>::Rejected.as_error(), None);
}

#[tokio::test(start_paused = true)]
async fn a_hook_may_keep_the_event_through_calls_by_value() {
    fn twice<'a>(event: RetryEvent<'a, Error>, seen: &mut Vec<RetryEvent<'a, Error>>) {
        seen.extend([event, event]);
    }
    #[retry(max = 2, delay_ms = 1, on_retry = |event| {
        let mut seen = Vec::new();
        twice(*event, &mut seen);
        *count += seen.iter().filter(|event| event.error.as_error().is_some()).count();
    })]
    async fn call(count: &mut usize, n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    let mut count = 0;
    assert!(call(&mut count, &mut 0).await.is_err());
    assert_eq!(count, 2);
}

#[test]
fn the_next_attempt_is_the_last_one_where_max_says_so() {
    let next_is_last = |attempt, max| {
        testing::retry_event("fetch", attempt, max, ms(0), ms(0), Failure::<Error>::Rejected).next_is_last()
    };
    assert!(!next_is_last(1, 3));
    assert!(next_is_last(2, 3));
    // Without a most there is no last one, also where the counter has come to its end.
    for attempt in [1, u32::MAX - 1, u32::MAX] {
        assert!(!next_is_last(attempt, RetryConfig::UNLIMITED), "{attempt}");
    }
}
