//! A fault that does not do what its test believes fails the test, and says why.

use std::any::Any;
use std::error::Error as StdError;
use std::panic::{AssertUnwindSafe, catch_unwind};

use retry_runtime::{retry, testing};

use crate::support::{Error, ms};

/// What `run` panics with.
fn panic_of(run: impl FnOnce()) -> String {
    let payload: Box<dyn Any + Send> = catch_unwind(AssertUnwindSafe(run)).expect_err("it panics");
    *payload.downcast().expect("a text")
}

fn run<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    runtime.unwrap().block_on(future)
}

#[retry]
async fn annotated() -> Result<(), Error> {
    Ok(())
}

async fn plain() -> Result<(), Error> {
    Ok(())
}

#[test]
fn one_that_nobody_met_names_the_function_and_itself() {
    let text = panic_of(|| {
        let _fault = testing::fail(plain, 2, || Error::Permanent);
        run(plain()).unwrap();
    });
    assert!(
        text.starts_with(
            "no attempt of `faults::guards::plain` has met its fault, a `faults::support::Error` for 2 of them, made at "
        ),
        "{text}"
    );
    assert!(text.contains("guards.rs:"), "{text}");
    assert!(
        text.ends_with("was the function called, and does it have `#[retry]`?"),
        "{text}"
    );
    let text = panic_of(|| drop(testing::delay_named("nobody", ms(5))));
    assert!(
        text.starts_with("no attempt of `name = \"nobody\"` has met its fault, a delay of 5ms, made at "),
        "{text}"
    );
}

#[test]
fn one_that_was_called_elsewhere_says_so() {
    let text = panic_of(|| {
        let _fault = testing::fail(annotated, 2, || Error::Permanent);
        std::thread::spawn(|| run(annotated())).join().unwrap().unwrap();
    });
    assert!(text.contains("outside of its reach"), "{text}");
}

#[test]
fn one_is_enough_and_none_may_be_asked_for() {
    let fault = testing::fail(annotated, u32::MAX, || Error::Permanent);
    run(annotated()).unwrap_err();
    drop(fault);
    drop(testing::fail(annotated, 0, || Error::Permanent));
}

#[test]
fn the_end_of_its_future_is_its_end() {
    let text = panic_of(|| run(testing::fail(plain, 1, || Error::Permanent).within(plain())).unwrap());
    assert!(text.contains("`faults::guards::plain`"), "{text}");
}

#[test]
fn a_test_that_fails_already_fails_for_its_own_reason() {
    let text = panic_of(|| {
        let _fault = testing::fail(annotated, 1, || Error::Permanent);
        panic!("{}", "its own");
    });
    assert_eq!(text, "its own");
}

#[test]
fn an_error_of_another_type_names_both() {
    let attempt = panic_of(|| {
        let fault = testing::fail(annotated, 1, || "down");
        let at_attempt = panic_of(|| run(annotated()).unwrap());
        let at_end = panic_of(|| drop(fault));
        assert_eq!(at_attempt, at_end);
        panic!("{at_end}");
    });
    assert!(
        attempt.starts_with(
            "`faults::guards::annotated` fails with `faults::support::Error`, and its fault is `&str`, made at "
        ),
        "{attempt}"
    );
}

#[test]
fn an_error_that_cannot_be_made_says_so() {
    #[retry(when = |_| true)]
    async fn generic<E: StdError>(_: Option<E>) -> Result<(), E> {
        Ok(())
    }
    let fault = testing::fail(generic::<Error>, 1, || Error::Permanent);
    let text = panic_of(|| run(generic(None::<Error>)).unwrap());
    assert!(
        text.contains("generic<faults::support::Error>` cannot fail on demand"),
        "{text}"
    );
    assert_eq!(panic_of(|| drop(fault)), text);
}
