//! `#[derive(Transient)]` on every kind of error type.
#![deny(warnings, clippy::pedantic)]

use std::convert::Infallible;
use std::io;
use std::time::Duration;

use retry_runtime::{Scope, TimedOut, Transient, retry};

const WAIT: Duration = Duration::from_secs(2);

fn answers(error: &impl Transient) -> (bool, Option<Duration>) {
    (error.is_transient(), error.retry_after())
}

#[derive(Debug, thiserror::Error, Transient)]
enum FetchError {
    #[transient]
    #[error("connection lost")]
    Connection,
    #[transient(forward)]
    #[error(transparent)]
    Io(#[from] io::Error),
    #[transient]
    #[error("busy")]
    Busy {
        #[retry_after]
        wait: Duration,
        queue: u32,
    },
    #[transient]
    #[error("throttled")]
    Throttled(u8, #[retry_after] Option<Duration>),
    #[transient(forward)]
    #[error(transparent)]
    TimedOut(#[from] TimedOut),
    #[transient(forward)]
    #[error("the server's")]
    Nested {
        #[source]
        inner: Box<FetchError>,
        #[retry_after]
        wait: Option<Duration>,
    },
    #[permanent]
    #[error("gone")]
    Gone,
    #[error("bad json")]
    InvalidJson(String),
}

#[test]
fn variants_answer_as_they_are_marked() {
    assert_eq!(answers(&FetchError::Connection), (true, None));
    assert_eq!(answers(&FetchError::Busy { wait: WAIT, queue: 1 }), (true, Some(WAIT)));
    assert_eq!(answers(&FetchError::Throttled(1, Some(WAIT))), (true, Some(WAIT)));
    assert_eq!(answers(&FetchError::Throttled(1, None)), (true, None));
    assert_eq!(answers(&FetchError::Gone), (false, None));
    assert_eq!(answers(&FetchError::InvalidJson(String::new())), (false, None));
}

#[test]
fn a_forwarded_field_is_asked() {
    assert_eq!(
        answers(&FetchError::Io(io::ErrorKind::ConnectionReset.into())),
        (true, None)
    );
    assert_eq!(answers(&FetchError::Io(io::ErrorKind::NotFound.into())), (false, None));
    let inner = || Box::new(FetchError::Connection);
    assert_eq!(
        answers(&FetchError::Nested {
            inner: inner(),
            wait: Some(WAIT)
        }),
        (true, Some(WAIT))
    );
    let inner = Box::new(FetchError::Gone);
    assert!(!FetchError::Nested { inner, wait: None }.is_transient());
}

#[derive(Transient)]
#[transient]
struct Lost;

#[derive(Transient)]
#[transient]
struct Busy(#[retry_after] Duration);

#[derive(Transient)]
#[transient(forward)]
struct Wrapper {
    inner: io::Error,
}

#[derive(Transient)]
struct Broken;

#[test]
fn structs_answer_as_they_are_marked() {
    assert_eq!(answers(&Lost), (true, None));
    assert_eq!(answers(&Busy(WAIT)), (true, Some(WAIT)));
    assert!(
        Wrapper {
            inner: io::ErrorKind::BrokenPipe.into()
        }
        .is_transient()
    );
    assert!(!Broken.is_transient());
}

/// `T` is not asked, and needs no bound; `E` is.
#[derive(Transient)]
enum Generic<'a, T, E, const N: usize>
where
    T: ?Sized,
{
    #[transient]
    Seen(&'a T, [u8; N]),
    #[transient(forward)]
    Inner(Option1<E>),
}

#[derive(Transient)]
#[transient(forward)]
struct Option1<E>(E);

struct Opaque;

#[test]
fn generics_get_bounds_only_where_they_are_asked() {
    let seen: Generic<'_, Opaque, Lost, 1> = Generic::Seen(&Opaque, [0]);
    assert!(seen.is_transient());
    let inner: Generic<'_, str, Busy, 1> = Generic::Inner(Option1(Busy(WAIT)));
    assert_eq!(answers(&inner), (true, Some(WAIT)));
}

#[derive(Transient)]
enum Never {}

#[test]
fn an_enum_without_variants_is_taken() {
    fn is_transient<E: Transient>() {}
    is_transient::<Never>();
    is_transient::<Infallible>();
}

/// An error of another crate, which is no `Transient`.
#[derive(Debug, thiserror::Error)]
#[error("status {code}")]
struct Foreign {
    code: u16,
    wait_secs: Option<u64>,
}

impl Foreign {
    fn is_temporary(&self) -> bool {
        self.code >= 500
    }

    fn wait(&self) -> Option<Duration> {
        self.wait_secs.map(Duration::from_secs)
    }
}

/// The name is one that generated code must not take from the user.
fn ask(code: u16) -> bool {
    code == 503
}

#[derive(Debug, thiserror::Error, Transient)]
enum Conditional {
    #[transient(when = Foreign::is_temporary)]
    #[error(transparent)]
    Foreign(#[from] Foreign),
    #[transient(when = |code, text| *code == 429 && !text.is_empty(),)]
    #[error("{1}")]
    Status(u16, String),
    #[transient(when = |code, wait| ask(*code) || wait.is_some())]
    #[error("throttled")]
    Throttled {
        code: u16,
        #[retry_after]
        wait: Option<Duration>,
    },
    #[transient(when = |error: &Foreign| error.is_temporary())]
    #[error("with its own wait")]
    Waits(#[retry_after(with = Foreign::wait)] Foreign),
    #[transient]
    #[error("later")]
    Later {
        #[retry_after(with = |secs| Duration::from_secs(*secs))]
        secs: u64,
    },
    #[timed_out]
    #[error(transparent)]
    TooSlow(TimedOut),
}

#[test]
fn a_condition_sees_the_fields_in_order() {
    let foreign = |code, wait_secs| Foreign { code, wait_secs };
    assert!(Conditional::from(foreign(503, None)).is_transient());
    assert!(!Conditional::from(foreign(404, None)).is_transient());
    assert!(Conditional::Status(429, "busy".to_owned()).is_transient());
    assert!(!Conditional::Status(429, String::new()).is_transient());
    assert!(!Conditional::Status(404, "gone".to_owned()).is_transient());
    let throttled = |code, wait| Conditional::Throttled { code, wait };
    assert_eq!(answers(&throttled(503, None)), (true, None));
    assert_eq!(answers(&throttled(200, Some(WAIT))), (true, Some(WAIT)));
    assert_eq!(answers(&throttled(200, None)), (false, None));
}

#[test]
fn a_function_of_the_field_says_how_long_to_wait() {
    let foreign = |code, wait_secs| Foreign { code, wait_secs };
    assert_eq!(answers(&Conditional::Waits(foreign(503, Some(2)))), (true, Some(WAIT)));
    assert_eq!(answers(&Conditional::Waits(foreign(503, None))), (true, None));
    assert!(!Conditional::Waits(foreign(404, Some(2))).is_transient());
    assert_eq!(answers(&Conditional::Later { secs: 2 }), (true, Some(WAIT)));
}

const LIMIT: TimedOut = TimedOut::new(WAIT, Scope::Attempt, 1);

#[derive(Debug, PartialEq, Transient)]
enum Strict<'a, T: Copy, const N: usize> {
    #[timed_out]
    #[permanent]
    TooSlow { limit: TimedOut },
    #[transient(when = |values, _, _| !values.is_empty())]
    Values([T; N], &'a str, Box<str>),
}

/// Not every limit: that on the call is the end.
#[derive(Debug, PartialEq, Transient)]
#[timed_out]
#[transient(when = |limit| limit.scope() == Scope::Attempt)]
struct Cut(TimedOut);

#[derive(Debug, PartialEq, Transient)]
enum Marked {
    #[permanent]
    TooSlow(TimedOut),
}

#[test]
fn a_limit_becomes_the_error_and_is_transient_unless_it_is_marked() {
    assert!(matches!(Conditional::from(LIMIT), Conditional::TooSlow(LIMIT)));
    assert!(Conditional::from(LIMIT).is_transient());
    let strict = Strict::<'static, u8, 1>::from(LIMIT);
    assert_eq!(strict, Strict::TooSlow { limit: LIMIT });
    assert!(!strict.is_transient());
    assert!(Strict::Values([1], "", "".into()).is_transient());
    assert!(!Strict::Values([0_u8; 0], "", "".into()).is_transient());
    assert!(Cut::from(LIMIT).is_transient());
    assert!(!Cut(TimedOut::new(WAIT, Scope::Operation, 1)).is_transient());
    assert!(!Marked::TooSlow(LIMIT).is_transient());
}

#[tokio::test(start_paused = true)]
async fn a_limit_is_the_error_of_a_call_that_it_cuts() {
    #[retry(max = 2, delay_ms = 100, attempt_timeout_ms = 500)]
    async fn never(attempts: &mut u32) -> Result<(), Conditional> {
        *attempts += 1;
        std::future::pending().await
    }
    let mut attempts = 0;
    assert!(matches!(never(&mut attempts).await, Err(Conditional::TooSlow(_))));
    assert_eq!(attempts, 2);
}

/// Neither `when` nor `with` asks a type parameter.
#[derive(Transient)]
#[transient(when = |_, _| true)]
struct Any<T>(T, #[retry_after(with = |_| WAIT)] Option<T>);

#[test]
fn functions_need_no_bounds() {
    assert_eq!(answers(&Any(Opaque, None)), (true, Some(WAIT)));
}

mod shadowed {
    #![no_implicit_prelude]
    #![allow(dead_code, non_camel_case_types)]

    struct Option;
    struct Some;
    struct None;
    struct Duration;
    struct bool;
    trait Transient {}
    trait From {}
    trait FnOnce {}
    trait Sized {}

    #[derive(::retry_runtime::Transient)]
    pub(super) enum Error {
        #[transient]
        One(#[retry_after] ::std::time::Duration),
        Two,
        #[transient(when = |a, _| *a == 3)]
        Three(u8, #[retry_after(with = |a| *a)] ::std::time::Duration),
        #[timed_out]
        TimedOut(::retry_runtime::TimedOut),
    }
}

#[test]
fn names_of_the_derive_may_be_shadowed() {
    assert_eq!(answers(&shadowed::Error::One(WAIT)), (true, Some(WAIT)));
    assert!(!shadowed::Error::Two.is_transient());
    assert_eq!(answers(&shadowed::Error::Three(3, WAIT)), (true, Some(WAIT)));
    assert!(shadowed::Error::from(LIMIT).is_transient());
}

#[tokio::test(start_paused = true)]
async fn a_derived_error_drives_the_loop() {
    #[retry(max = 4, delay_ms = 100, jitter = none, timeout_secs = 30)]
    async fn fetch(attempts: &mut u32) -> Result<(), FetchError> {
        *attempts += 1;
        match attempts {
            1 => Err(FetchError::Connection),
            2 => Err(FetchError::Busy { wait: WAIT, queue: 1 }),
            _ => Err(FetchError::Gone),
        }
    }
    let start = tokio::time::Instant::now();
    let mut attempts = 0;
    assert!(matches!(fetch(&mut attempts).await, Err(FetchError::Gone)));
    assert_eq!(attempts, 3);
    assert_eq!(start.elapsed(), Duration::from_millis(100) + WAIT);
}
