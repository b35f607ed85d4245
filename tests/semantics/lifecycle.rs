//! What is dropped when, and what passes through.

use std::cell::RefCell;
use std::future::pending;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;

use retry_runtime::{TimedOut, Transient, retry};
use tokio::time::{Instant, sleep, timeout};

use crate::support::{Error, fail, ms};

#[derive(Clone, Default)]
struct Log(Rc<RefCell<Vec<(&'static str, u128)>>>, Option<Instant>);

impl Log {
    fn new() -> Self {
        Self(Rc::default(), Some(Instant::now()))
    }

    fn say(&self, what: &'static str) {
        self.0
            .borrow_mut()
            .push((what, self.1.map_or(0, |start| start.elapsed().as_millis())));
    }

    fn take(&self) -> Vec<(&'static str, u128)> {
        self.0.take()
    }
}

struct Guard<'a>(&'a Log);

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        self.0.say("dropped");
    }
}

#[retry(max = 2, delay_ms = 1000, jitter = none, attempt_timeout_ms = 300)]
async fn stalls(log: &Log) -> Result<(), Error> {
    let _guard = Guard(log);
    log.say("begun");
    pending().await
}

#[tokio::test(start_paused = true)]
async fn a_cut_attempt_is_dropped_before_the_delay_and_before_the_end() {
    let log = Log::new();
    assert!(stalls(&log).await.is_err());
    log.say("returned");
    assert_eq!(
        log.take(),
        [
            ("begun", 0),
            ("dropped", 300),
            ("begun", 1300),
            ("dropped", 1600),
            ("returned", 1600)
        ]
    );
}

thread_local! {
    static SAID: Log = Log::default();
}

/// Says when it is made of a limit.
#[derive(Debug)]
struct Says;

impl Transient for Says {
    fn is_transient(&self) -> bool {
        true
    }
}

impl From<TimedOut> for Says {
    fn from(_: TimedOut) -> Self {
        SAID.with(|log| log.say("made"));
        Self
    }
}

async fn stalls_and_says() -> Result<(), Says> {
    let log = SAID.with(Log::clone);
    let _guard = Guard(&log);
    pending().await
}

#[tokio::test(start_paused = true)]
async fn a_cut_attempt_is_dropped_before_its_error_is_made() {
    #[retry(max = 1, attempt_timeout_ms = 300)]
    async fn plain() -> Result<(), Says> {
        stalls_and_says().await
    }
    #[retry(max = 1, attempt_timeout_ms = 300, on_retry = |_| ())]
    async fn with_hook() -> Result<(), Says> {
        stalls_and_says().await
    }
    assert!(plain().await.is_err());
    assert!(with_hook().await.is_err());
    let said: Vec<_> = SAID.with(Log::take).into_iter().map(|(what, _)| what).collect();
    assert_eq!(said, ["dropped", "made", "dropped", "made"]);
}

#[retry(max = 2, delay_ms = 1000, jitter = none)]
async fn fails(log: &Log, n: &mut u32) -> Result<(), Error> {
    let _guard = Guard(log);
    fail(n)
}

#[tokio::test(start_paused = true)]
async fn a_failed_attempt_is_dropped_before_the_delay() {
    let log = Log::new();
    assert!(fails(&log, &mut 0).await.is_err());
    assert_eq!(log.take(), [("dropped", 0), ("dropped", 1000)]);
}

#[tokio::test(start_paused = true)]
async fn dropping_a_pending_call_drops_the_attempt_and_ends_it() {
    let log = Log::new();
    assert!(timeout(ms(100), stalls(&log)).await.is_err());
    assert_eq!(log.take(), [("begun", 0), ("dropped", 100)]);
    sleep(ms(10_000)).await;
    assert_eq!(log.take(), []);
}

#[tokio::test(start_paused = true)]
async fn dropping_a_call_in_its_delay_ends_it() {
    let log = Log::new();
    let mut n = 0;
    assert!(timeout(ms(500), fails(&log, &mut n)).await.is_err());
    sleep(ms(10_000)).await;
    assert_eq!(log.take(), [("dropped", 0)]);
    assert_eq!(n, 1);
}

#[tokio::test(start_paused = true)]
async fn a_panic_passes_through() {
    #[retry(max = 3, timeout_secs = 30)]
    async fn panics(n: &mut u32) -> Result<(), Error> {
        *n += 1;
        assert_eq!(*n, 0, "the body's own panic");
        Ok(())
    }
    let mut n = 0;
    let result = {
        let mut call = std::pin::pin!(panics(&mut n));
        let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
        std::panic::catch_unwind(AssertUnwindSafe(|| call.as_mut().poll(&mut cx).is_ready()))
    };
    let message = result.unwrap_err();
    assert!(
        message
            .downcast_ref::<String>()
            .unwrap()
            .contains("the body's own panic")
    );
    assert_eq!(n, 1);
}
