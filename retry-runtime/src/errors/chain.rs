//! The search of an error's chain for what decides.

use core::error::Error;
use core::time::Duration;

use super::links::links;
use super::mark::Marked;
use super::{cut, known};
use crate::report::decision::Decision;
use crate::report::retry_error::is_retry_error;
use crate::report::timed_out::TimedOut;
use crate::report::transient::{Transient, decision};

/// Decides by your own error types, wherever they stand in the chain of an error whose type is not known.
///
/// For the key `classify` of a function that returns `anyhow::Error`, `eyre::Report` or
/// `Box<dyn Error + Send + Sync>`: `L` is a tuple of up to eight types that are [`Transient`], and each of them decides
/// as an `io::Error` does without being named. What is searched for first stands in the [table of `Mark`](crate::Mark#what-decides).
///
/// ```
/// use retry_runtime::{Transient, chain, retry};
///
/// #[derive(Debug, thiserror::Error, Transient)]
/// enum FetchError {
///     #[transient]
///     #[error("connection lost")]
///     Connection,
///     #[error("no such page")]
///     NotFound,
/// }
///
/// type BoxError = Box<dyn std::error::Error + Send + Sync>;
///
/// #[retry(max = 3, delay_ms = 100, classify = chain::<(FetchError,)>)]
/// async fn fetch(calls: &mut u32) -> Result<(), BoxError> {
///     *calls += 1;
///     Err(if *calls < 3 { FetchError::Connection } else { FetchError::NotFound })?
/// }
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// let mut calls = 0;
/// assert_eq!(fetch(&mut calls).await.unwrap_err().to_string(), "no such page");
/// assert_eq!(calls, 3);
/// # }
/// ```
pub fn chain<L: ErrorTypes>(result: &Result<impl Sized, impl ErrorChain>) -> Decision {
    result.as_ref().map_or_else(search::<L, _>, |_| Decision::Return)
}

/// The first error of type `T` in a chain, from the outermost one.
///
/// It looks where `downcast_ref` alone does not: behind a [`Mark`](crate::Mark), inside an [`io::Error`](std::io::Error), and at the
/// limit that has cut a call, whose error holds the last one too.
///
/// ```
/// use retry_runtime::{TimedOut, find_in_chain, retry};
///
/// type BoxError = Box<dyn std::error::Error + Send + Sync>;
///
/// #[retry(max = 2, delay_ms = 100, timeout_ms = 500)]
/// async fn fetch(calls: &mut u32) -> Result<(), BoxError> {
///     *calls += 1;
///     if *calls == 1 {
///         Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset))?;
///     }
///     std::future::pending().await
/// }
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// let error = fetch(&mut 0).await.unwrap_err();
/// assert_eq!(find_in_chain::<TimedOut>(&error).unwrap().attempts(), 2);
/// assert!(find_in_chain::<std::io::Error>(&error).is_some());
/// # }
/// ```
pub fn find_in_chain<T: Error + Send + Sync + 'static>(error: &impl ErrorChain) -> Option<&T> {
    error.context().or_else(|| {
        links(error.outermost()).find_map(|link| {
            let limit = || cut::timed_out(link).and_then(|limit| (limit as &dyn Error).downcast_ref());
            link.downcast_ref().or_else(limit)
        })
    })
}

/// An error of an unknown type, with its chain.
#[diagnostic::on_unimplemented(
    message = "the chain of `{Self}` cannot be searched",
    label = "not an error of an unknown type",
    note = "`Box<dyn Error + Send + Sync>` can be, `anyhow::Error` by the feature `with-anyhow-1`, and `eyre::Report` by \
            the feature `with-eyre-0_6`"
)]
pub trait ErrorChain {
    fn outermost(&self) -> &(dyn Error + 'static);

    /// The outermost `T` that was added as a context, which no chain of sources shows.
    fn context<T: Error + Send + Sync + 'static>(&self) -> Option<&T> {
        None
    }
}

/// The types that [`chain`] searches for: a tuple of them.
#[diagnostic::on_unimplemented(
    message = "`chain` takes a tuple of error types, not `{Self}`",
    label = "write `chain::<({Self},)>`"
)]
pub trait ErrorTypes {
    /// What an error means that is of one of these types.
    fn decide(error: &(dyn Error + 'static)) -> Option<Decision>;
    /// What a context means that is of one of these types.
    fn decide_context(error: &(impl ErrorChain + ?Sized)) -> Option<Decision>;
}

macro_rules! error_types {
    ($($T:ident)*) => {
        #[diagnostic::do_not_recommend]
        impl<$($T: Error + Transient + Send + Sync + 'static),*> ErrorTypes for ($($T,)*) {
            fn decide(_error: &(dyn Error + 'static)) -> Option<Decision> {
                None $(.or_else(|| _error.downcast_ref::<$T>().map(decision)))*
            }

            fn decide_context(_error: &(impl ErrorChain + ?Sized)) -> Option<Decision> {
                None $(.or_else(|| _error.context::<$T>().map(decision)))*
            }
        }
    };
}

error_types!();
error_types!(A);
error_types!(A B);
error_types!(A B C);
error_types!(A B C D);
error_types!(A B C D E);
error_types!(A B C D E F);
error_types!(A B C D E F G);
error_types!(A B C D E F G H);

/// What an error means, by the table of [`Mark`](crate::Mark#what-decides).
fn search<L: ErrorTypes, C: ErrorChain + ?Sized>(error: &C) -> Decision {
    let own_links = || links(error.outermost()).take_while(|link| !is_retry_error(*link));
    own_links()
        .find_map(|link| link.downcast_ref().map(Marked::decision))
        .or_else(|| L::decide_context(error))
        .or_else(|| error.context::<TimedOut>().map(decision))
        .or_else(|| own_links().find_map(|link| L::decide(link).or_else(|| known::decide(link))))
        .unwrap_or(Decision::Return)
}

pub(super) fn is_transient<C: ErrorChain + ?Sized>(error: &C) -> bool {
    search::<(), C>(error) != Decision::Return
}

pub(super) fn retry_after<C: ErrorChain + ?Sized>(error: &C) -> Option<Duration> {
    match search::<(), C>(error) {
        Decision::RetryAfter(wait) => Some(wait),
        _ => None,
    }
}
