//! A module where the names of the standard library and of the runtime mean something else.

use crate::{Error as Failure, Flaky, third};

type Outcome<T> = ::core::result::Result<T, Failure>;

/// Names that an expansion might use without their path.
mod shadowed {
    #![allow(dead_code, non_camel_case_types, reason = "the names are only in the way")]

    use super::{Failure, Flaky, Outcome};
    use ::retry_runtime::retry;

    mod std {}
    mod core {}
    mod alloc {}
    mod tokio {}
    mod retry_runtime {}
    mod renamed {}
    struct Option;
    struct Some;
    struct None;
    struct Ok;
    struct Err;
    struct Result;
    struct Box;
    struct Pin;
    struct RetryError;
    struct RetryConfig;
    struct Retry;
    struct Probe;
    struct Duration;
    struct Vec;
    struct String;
    struct PhantomData;
    enum ControlFlow {}
    enum Poll {}
    trait Future {}
    trait IntoFuture {}
    trait Transient {}
    trait From {}
    trait Into {}
    trait Clone {}
    trait Copy {}
    trait Send {}
    trait Sized {}
    trait Fn {}
    trait FnMut {}
    trait Drop {}
    type u32 = ();
    type bool = ();
    const MAX: () = ();

    /// A trait whose methods might win over those that generated code calls; `generated.rs` holds it to them.
    trait Methods {
        fn as_mut(&self) {}
        fn attempt(&self) {}
        fn attempt_blocking(&self) {}
        fn attempt_timeout(&self) {}
        fn blocking(&self) {}
        fn clone(&self) {}
        fn decide(&self) {}
        fn delay_ms(&self) {}
        fn end(&self) {}
        fn finish(&self) {}
        fn into(&self) {}
        fn jitter(&self) {}
        fn kind(&self) {}
        fn max(&self) {}
        fn max_delay_secs(&self) {}
        fn multiplier(&self) {}
        fn needs_clock(&self) {}
        fn never(&self) {}
        fn next(&self) {}
        fn next_blocking(&self) {}
        fn notify(&self) {}
        fn poll(&self) {}
        fn retry_after(&self) {}
        fn run(&self) {}
        fn run_blocking(&self) {}
        fn silent(&self) {}
        fn timeout_secs(&self) {}
        fn witness(&self) {}
    }

    impl<T: ?::core::marker::Sized> Methods for T {}

    macro_rules! pin {
        () => {};
    }
    macro_rules! loop_ {
        () => {};
    }
    fn drop() {
        pin!();
        loop_!();
    }

    #[retry(max = 3, delay_ms = 10)]
    pub(super) async fn plain(flaky: &Flaky) -> Outcome<::core::primitive::u32> {
        flaky.call().await
    }

    #[retry(max = 3, delay_ms = 10, timeout_secs = 30, attempt_timeout_ms = 500, clone(text))]
    pub(super) async fn limited(
        flaky: &Flaky,
        text: ::std::string::String,
        n: &mut ::core::primitive::u32,
        mut afresh: ::core::primitive::u32,
    ) -> Outcome<::std::string::String> {
        *n += 1;
        afresh += 1;
        flaky.call().await?;
        if afresh != 1 {
            return ::core::result::Result::Err(Failure::Broken);
        }
        ::core::result::Result::Ok(text)
    }

    #[retry(max = 3, delay_ms = 10)]
    pub(super) async fn retry_error(
        flaky: &Flaky,
    ) -> ::core::result::Result<::core::primitive::u32, ::retry_runtime::RetryError<Failure>> {
        flaky.call().await
    }

    const DELAY: ::core::time::Duration = ::core::time::Duration::from_millis(10);

    #[retry(
        max = 3,
        timeout_secs = 30,
        when = |_| true,
        backoff = ::core::iter::repeat(DELAY),
        on_retry = |event| *retries += event.attempt,
        budget = budget,
        context = attempt,
        fallback = ::core::result::Result::Err
    )]
    pub(super) async fn every_key(
        flaky: &Flaky,
        retries: &mut ::core::primitive::u32,
        budget: &::retry_runtime::RetryBudget,
    ) -> Outcome<::core::primitive::u32> {
        flaky.call().await.map(|_| attempt.number())
    }

    #[retry(
        config = config,
        overrides = overrides,
        delay_ms = 10,
        multiplier = 1.0,
        max_delay_secs = 5,
        jitter = none,
        attempt_timeout = DELAY,
        events = off,
        classify = |result| if result.is_ok() { ::retry_runtime::Decision::Return } else { ::retry_runtime::Decision::Retry },
    )]
    pub(super) async fn configured(
        flaky: &Flaky,
        config: &::retry_runtime::RetryConfig,
        overrides: ::retry_runtime::RetryOverrides,
    ) -> Outcome<::core::primitive::u32> {
        flaky.call().await
    }

    #[retry(max = 3, delay_ms = 1)]
    pub(super) fn blocking(calls: &mut ::core::primitive::u32) -> Outcome<::core::primitive::u32> {
        *calls += 1;
        if *calls < 3 {
            return ::core::result::Result::Err(Failure::Busy);
        }
        ::core::result::Result::Ok(*calls)
    }

    #[retry(max = 3, delay_ms = 1, timeout_secs = 30, when = |_| true, on_retry = |_| {}, fallback = ::core::result::Result::Err)]
    pub(super) fn blocking_by_steps(calls: &mut ::core::primitive::u32) -> Outcome<::core::primitive::u32> {
        *calls += 1;
        if *calls < 3 {
            return ::core::result::Result::Err(Failure::Busy);
        }
        ::core::result::Result::Ok(*calls)
    }

    pub(super) async fn blocks(flaky: &Flaky) -> Outcome<::core::primitive::u32> {
        ::retry_runtime::retrying!(max = 1 => {
            ::retry_runtime::retrying!(max = 3, delay_ms = 10, timeout_secs = 9, when = |_| true => { flaky.call().await }).await
        })
        .await
    }
}

#[tokio::test(start_paused = true)]
async fn shadowed_names_are_not_in_the_way() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, shadowed::plain(&flaky)).await, 3);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, shadowed::blocks(&flaky)).await, 3);
    let _time = retry_runtime::testing::virtual_time();
    assert_eq!(shadowed::blocking(&mut 0), Ok(3));
    assert_eq!(shadowed::blocking_by_steps(&mut 0), Ok(3));
    let (flaky, mut n) = (Flaky::new(), 0);
    let call = shadowed::limited(&flaky, "a".into(), &mut n, 0);
    assert_eq!(third(&flaky, call).await, "a");
    assert_eq!(n, 3);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, shadowed::retry_error(&flaky)).await, 3);
    let (flaky, mut retries) = (Flaky::new(), 0);
    let budget = retry_runtime::RetryBudget::new(9, 0.0);
    assert_eq!(
        third(&flaky, shadowed::every_key(&flaky, &mut retries, &budget)).await,
        3
    );
    assert_eq!(retries, 1 + 2);
    let (flaky, config) = (Flaky::new(), retry_runtime::RetryConfig::new().max(9));
    let overrides = retry_runtime::RetryOverrides::new().max(3);
    assert_eq!(third(&flaky, shadowed::configured(&flaky, &config, overrides)).await, 3);
}
