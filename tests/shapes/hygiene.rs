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

    /// A trait whose methods might win over those that generated code calls.
    trait Methods {
        fn attempt(&self) {}
        fn judge(&self) {}
        fn delay(&self) {}
        fn kind(&self) {}
        fn finish(&self) {}
        fn clone(&self) {}
        fn into(&self) {}
        fn as_mut(&self) {}
        fn poll(&self) {}
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
}

#[tokio::test(start_paused = true)]
async fn shadowed_names_are_not_in_the_way() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, shadowed::plain(&flaky)).await, 3);
    let (flaky, mut n) = (Flaky::new(), 0);
    let call = shadowed::limited(&flaky, "a".into(), &mut n, 0);
    assert_eq!(third(&flaky, call).await, "a");
    assert_eq!(n, 3);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, shadowed::retry_error(&flaky)).await, 3);
}
