//! `#[derive(Transient)]` on every kind of error type.
#![deny(warnings, clippy::pedantic)]

use std::convert::Infallible;
use std::io;
use std::time::Duration;

use retry_runtime::{TimedOut, Transient, retry};

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

mod shadowed {
    #![no_implicit_prelude]
    #![allow(dead_code, non_camel_case_types)]

    struct Option;
    struct Some;
    struct None;
    struct Duration;
    struct bool;
    trait Transient {}

    #[derive(::retry_runtime::Transient)]
    pub(super) enum Error {
        #[transient]
        One(#[retry_after] ::std::time::Duration),
        Two,
    }
}

#[test]
fn names_of_the_derive_may_be_shadowed() {
    assert_eq!(answers(&shadowed::Error::One(WAIT)), (true, Some(WAIT)));
    assert!(!shadowed::Error::Two.is_transient());
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
