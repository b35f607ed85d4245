//! `on_retry`, `context` and `name`.

use std::cell::RefCell;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use retry_runtime::{Attempt, Decision, Failure, RetryBudget, RetryError, RetryEvent, Scope, retry};
use tokio::time::sleep;

use crate::support::{Error, fail, ms, timed};

#[derive(Debug, PartialEq, Eq)]
struct Seen {
    attempt: u32,
    delay: Duration,
    elapsed: Duration,
    error: Error,
}

type Log = RefCell<Vec<Seen>>;

fn note(log: &Log, event: &RetryEvent<'_, Error>) {
    log.borrow_mut().push(Seen {
        attempt: event.attempt,
        delay: event.delay,
        elapsed: event.elapsed,
        error: match event.error {
            Failure::TimedOut(timed_out) => Error::TimedOut(timed_out),
            other => *other.as_error().unwrap(),
        },
    });
}

#[tokio::test(start_paused = true)]
async fn the_hook_is_called_before_each_delay_and_never_after_the_last_attempt() {
    #[retry(max = 3, delay_ms = 10, jitter = none, on_retry = |event| note(log, event))]
    async fn call(log: &Log, n: &mut u32, failures: u32) -> Result<u32, Error> {
        assert_eq!(log.borrow().len(), *n as usize, "before the next attempt");
        sleep(ms(1)).await;
        if *n < failures { fail(n) } else { Ok(*n) }
    }
    let log = Log::default();
    assert_eq!(call(&log, &mut 0, 0).await, Ok(0));
    assert!(log.borrow().is_empty());

    let (elapsed, result) = timed(call(&log, &mut 0, 9)).await;
    assert_eq!((elapsed, result), (ms(33), Err(Error::Transient(3))));
    let seen = |attempt, delay, elapsed| Seen {
        attempt,
        delay: ms(delay),
        elapsed: ms(elapsed),
        error: Error::Transient(attempt),
    };
    assert_eq!(log.take(), [seen(1, 10, 1), seen(2, 20, 12)]);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_gives_up_or_fails_for_good_has_no_event() {
    #[retry(max = 9, delay_ms = 10, timeout = ms(5), on_retry = |event| note(log, event))]
    async fn deadline(log: &Log, n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    #[retry(on_retry = |event| note(log, event))]
    async fn permanent(log: &Log) -> Result<(), Error> {
        Err(Error::Permanent)
    }
    let log = Log::default();
    assert_eq!(deadline(&log, &mut 0).await, Err(Error::Transient(1)));
    assert_eq!(permanent(&log).await, Err(Error::Permanent));
    assert!(log.borrow().is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_event_tells_errors_cuts_and_refused_values_apart() {
    #[retry(
        max = 4, delay_ms = 1, jitter = none, attempt_timeout_ms = 5,
        classify = |result| if let Ok(3..) = result { Decision::Return } else { Decision::Retry },
        on_retry = |event| log.push(format!("{} {:?} {}", event.error, event.error.as_error(), event.next_is_last())),
    )]
    async fn call(log: &mut Vec<String>, n: &mut u32) -> Result<u32, RetryError<Error>> {
        *n += 1;
        match *n {
            1 => Err(Error::Transient(1)),
            2 => std::future::pending().await,
            3 => Ok(0),
            n => Ok(n),
        }
    }
    let mut log = Vec::new();
    assert_eq!(call(&mut log, &mut 0).await, Ok(4));
    assert_eq!(
        log,
        [
            "Transient(1) Some(Transient(1)) false",
            "attempt 2 timed out after 5ms None false",
            "the result was rejected None true",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_panic_in_a_hook_passes_through() {
    #[retry(delay_ms = 1, on_retry = |_| panic!("in the hook"))]
    async fn call(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    let panic = tokio::spawn(async { call(&mut 0).await }).await.unwrap_err();
    assert_eq!(panic.into_panic().downcast_ref(), Some(&"in the hook"));
}

mod inside {
    use super::{Error, RetryEvent, fail, retry};

    pub(crate) struct Client {
        pub(crate) names: Vec<&'static str>,
        pub(crate) n: u32,
    }

    impl Client {
        #[retry(max = 2, delay_ms = 1, on_retry = |event| self.names.push(event.name))]
        pub(crate) async fn method(&mut self) -> Result<(), Error> {
            fail(&mut self.n)
        }

        #[retry(max = 2, delay_ms = 1, name = "ping", on_retry = |event| self.names.push(event.name))]
        pub(crate) async fn r#named(&mut self) -> Result<(), Error> {
            fail(&mut self.n)
        }

        #[retry(max = 2, delay_ms = 1, on_retry = |event: &RetryEvent<'_, Error>| self.names.push(event.name))]
        pub(crate) async fn r#try(&mut self) -> Result<(), Error> {
            fail(&mut self.n)
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_operation_is_named_by_its_path_or_as_it_says() {
    let mut client = inside::Client {
        names: Vec::new(),
        n: 0,
    };
    assert!(client.method().await.is_err());
    assert!(client.named().await.is_err());
    assert!(client.r#try().await.is_err());
    assert_eq!(
        client.names,
        [
            "semantics::hooks::inside::Client::method",
            "ping",
            "semantics::hooks::inside::Client::try"
        ]
    );
}

/// Everything that a call may ask of its owner, under a body that borrows it mutably across its awaits.
struct Service {
    calls: u32,
    allowed: u32,
    log: Vec<u32>,
    delays: Vec<Duration>,
}

#[async_trait::async_trait]
trait Ping {
    async fn ping(&mut self, more: &mut u32) -> Result<u32, Error>;
}

/// The same method in an inherent impl and under `#[async_trait]`.
macro_rules! hooked {
    ($($header:tt)*) => {
        $($header)* {
            #[retry(
                max = 9,
                when = |error| *error == Error::Transient(*more) && self.calls < self.allowed,
                backoff = self.delays.clone(),
                on_retry = |event| self.log.push(event.attempt + *more),
                fallback = |error| Ok(self.answer(&error)),
            )]
            async fn ping(&mut self, more: &mut u32) -> Result<u32, Error> {
                sleep(ms(1)).await;
                let counted = async move {
                    self.calls += 1;
                    *more += 1;
                    Err(Error::Transient(*more))
                };
                counted.await
            }
        }
    };
}

hooked!(impl Service);
hooked!(#[async_trait::async_trait] impl Ping for Service);

impl Service {
    fn answer(&self, error: &Error) -> u32 {
        assert_eq!(*error, Error::Transient(self.calls));
        self.calls
    }
}

mod asynchronous {
    use super::{Error, Ping, Service, ms, retry, sleep};

    pub(super) struct Below(pub(super) Service);

    #[async_trait::async_trait]
    impl Ping for Below {
        #[retry(
            max = 9,
            when = |_| self.0.calls < self.0.allowed,
            backoff = self.0.delays.iter().copied().rev().take(5),
            on_retry = |event| self.0.log.push(event.attempt + *more),
            fallback = async |error| { sleep(ms(1)).await; Ok(self.0.answer(&error)) },
        )]
        async fn ping(&mut self, more: &mut u32) -> Result<u32, Error> {
            self.0.calls += 1;
            *more += 1;
            sleep(ms(1)).await;
            Err(Error::Transient(*more))
        }
    }
}

#[tokio::test(start_paused = true)]
async fn every_expression_reaches_what_the_body_borrows_mutably() {
    let service = || Service {
        calls: 0,
        allowed: 3,
        log: Vec::new(),
        delays: vec![ms(1); 9],
    };
    let mut inherent = service();
    assert_eq!(inherent.ping(&mut 0).await, Ok(3));
    assert_eq!(inherent.log, [2, 4]);
    let mut boxed = service();
    assert_eq!(Ping::ping(&mut boxed, &mut 0).await, Ok(3));
    assert_eq!(boxed.log, [2, 4]);
    let mut below = asynchronous::Below(service());
    assert_eq!(below.ping(&mut 0).await, Ok(3));
    assert_eq!(below.0.log, [2, 4]);
}

#[tokio::test(start_paused = true)]
async fn the_context_counts_the_attempts() {
    #[retry(max = 3, delay_ms = 1, context = attempt)]
    async fn call(log: &mut Vec<(u32, bool, bool, Option<Duration>)>) -> Result<(), Error> {
        sleep(ms(1)).await;
        let spawned = tokio::spawn(async move { attempt.number() });
        assert_eq!(spawned.await.unwrap(), attempt.number());
        log.push((
            attempt.number(),
            attempt.is_first(),
            attempt.is_last(),
            attempt.remaining(),
        ));
        Err(Error::Transient(attempt.number()))
    }
    let mut log = Vec::new();
    assert_eq!(call(&mut log).await, Err(Error::Transient(3)));
    assert_eq!(
        log,
        [(1, true, false, None), (2, false, false, None), (3, false, true, None)]
    );
}

#[tokio::test(start_paused = true)]
async fn the_context_knows_what_remains_of_the_limit() {
    #[retry(max = 2, delay_ms = 30, jitter = none, timeout_ms = 100, context = a)]
    async fn call(log: &mut Vec<Option<Duration>>) -> Result<(), Error> {
        log.push(a.remaining());
        sleep(ms(20)).await;
        log.push(a.remaining());
        Err(Error::Transient(0))
    }
    let mut log = Vec::new();
    assert!(call(&mut log).await.is_err());
    assert_eq!(log, [100, 80, 50, 30].map(|left| Some(ms(left))));
}

#[tokio::test(start_paused = true)]
async fn what_an_expression_locks_is_free_again_in_the_hook_and_in_the_delay() {
    struct Shared {
        budget: RetryBudget,
    }
    #[retry(
        max = 3, delay_ms = 10,
        budget = &shared.lock().unwrap().budget,
        when = |_| *enough.lock().unwrap() > *n,
        on_retry = |_| assert!(shared.try_lock().is_ok() && enough.try_lock().is_ok()),
        fallback = async |error| { sleep(ms(1)).await; assert!(shared.try_lock().is_ok()); Err(error) },
    )]
    async fn call(shared: &Mutex<Shared>, enough: &Mutex<u32>, n: &mut u32) -> Result<u32, Error> {
        assert!(shared.try_lock().is_ok());
        fail(n)
    }
    let shared = Arc::new(Mutex::new(Shared {
        budget: RetryBudget::new(9, 0.0),
    }));
    let called = Arc::clone(&shared);
    let call = tokio::spawn(async move { call(&called, &Mutex::new(9), &mut 0).await });
    sleep(ms(2)).await;
    assert!(shared.try_lock().is_ok(), "in the delay");
    assert_eq!(call.await.unwrap(), Err(Error::Transient(3)));
}

struct Connection {
    up: bool,
    reconnects: u32,
    sent: u32,
}

impl Connection {
    async fn reconnect(&mut self) -> Result<(), Error> {
        sleep(ms(5)).await;
        self.reconnects += 1;
        self.up = self.reconnects > 1;
        if self.up { Ok(()) } else { Err(Error::Transient(0)) }
    }

    #[retry(max = 5, delay_ms = 10, context = attempt, timeout_secs = 5)]
    async fn send(&mut self, message: &str) -> Result<usize, Error> {
        if !attempt.is_first() {
            self.reconnect().await?;
        }
        self.sent += 1;
        if self.up {
            Ok(message.len())
        } else {
            Err(Error::Transient(1))
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_later_attempt_may_reconnect_first() {
    let mut connection = Connection {
        up: false,
        reconnects: 0,
        sent: 0,
    };
    assert_eq!(connection.send("four").await, Ok(4));
    assert_eq!((connection.reconnects, connection.sent), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn stacked_attributes_have_their_own_hooks_and_contexts() {
    #[retry(max = 2, delay_ms = 1, context = outer, when = |_| true, on_retry = |event| log.push((0, event.attempt)))]
    #[retry(max = 3, delay_ms = 1, context = inner, when = |_| true, on_retry = |event| log.push((outer.number(), event.attempt)))]
    async fn call(log: &mut Vec<(u32, u32)>) -> Result<(), (u32, u32)> {
        Err((outer.number(), inner.number()))
    }
    let mut log = Vec::new();
    assert_eq!(call(&mut log).await, Err((2, 3)));
    assert_eq!(log, [(1, 1), (1, 2), (0, 1), (2, 1), (2, 2)]);
}

#[test]
fn an_attempt_is_a_plain_value() {
    fn plain<T: Copy + Send + Sync + std::fmt::Debug + 'static>() {}
    plain::<Attempt>();
}

#[tokio::test(start_paused = true)]
async fn the_last_attempt_has_no_event_when_it_is_cut() {
    #[retry(max = 1, attempt_timeout_ms = 5, on_retry = |_| unreachable!())]
    async fn once() -> Result<(), Error> {
        std::future::pending().await
    }
    assert!(matches!(once().await, Err(Error::TimedOut(t)) if t.scope() == Scope::Attempt));
}
