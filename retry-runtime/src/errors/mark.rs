//! Marks: what an error means, said where it comes to be.

use core::error::Error;
use core::fmt;
use core::ops::Deref;
use core::time::Duration;

use crate::report::decision::Decision;
use crate::report::transient::Transient;

/// Says of one error whether another attempt may succeed, where its type does not.
///
/// It is for functions that return `anyhow::Error`, `eyre::Report` or `Box<dyn Error + Send + Sync>`: their `Transient`
/// finds the mark, under any context that is added later. The methods are those of every error, and of every `Result`
/// whose error has them. What `{}`, `{:#}` and `{:?}` show stays as it was, and so do the sources.
///
/// ```
/// use std::time::Duration;
/// use retry_runtime::{Mark, Transient};
///
/// type BoxError = Box<dyn std::error::Error + Send + Sync>;
///
/// fn parse(page: &str) -> Result<u32, BoxError> {
///     if page.is_empty() {
///         // It is still being written.
///         return Err(BoxError::from("empty page").retry_after(Duration::from_secs(2)));
///     }
///     // The next attempt may read another one.
///     Ok(page.parse::<u32>().transient()?)
/// }
///
/// let error = parse("").unwrap_err();
/// assert_eq!(Transient::retry_after(&error), Some(Duration::from_secs(2)));
/// let error = parse("four").unwrap_err();
/// assert!(error.is_transient());
/// assert_eq!(error.to_string(), "invalid digit found in string");
/// ```
///
/// [`Transient`] has a method `retry_after` too: a file that imports both traits asks with
/// `Transient::retry_after(&error)`.
///
/// # What decides
///
/// The chain of an `anyhow::Error`, an `eyre::Report` or a `Box<dyn Error>` is searched in this order, each time from
/// the outermost error to the innermost; the first that is found decides.
///
/// | | searched for | says |
/// |---|---|---|
/// | 1 | a mark | what was marked |
/// | 2 | types that are named, [`chain::<(FetchError, DbError)>`](crate::chain), and [`TimedOut`](crate::TimedOut), as contexts of anyhow and eyre | their [`Transient`] |
/// | 3 | in one pass: types that are named | their [`Transient`] |
/// |   | [`RetryError`](crate::RetryError) | permanent, and nothing behind it is searched: to retry a retried call has to be written down, with a mark |
/// |   | `io::Error` | its [`Transient`], by kind; one of the kind `Other` around another error is passed over for that one |
/// |   | [`TimedOut`](crate::TimedOut), tokio's `Elapsed` | transient |
/// |   | the error types of every enabled feature | their [`Transient`] |
/// | 4 | nothing of these | permanent: what `bail!` or `"…".into()` makes is not retried without a mark |
///
/// # What a mark hides
///
/// A marked error is a [`Marked`] in the chain: `downcast_ref` to the type that was marked finds nothing, and
/// [`find_in_chain`](crate::find_in_chain) looks behind the mark. The backtrace that `anyhow` or `eyre` captures is that
/// of the first conversion into their type; an `anyhow::Error` that is marked captures another where it is marked.
///
/// An `anyhow::Error` or an `eyre::Report` that `?` makes a `Box<dyn Error + Send + Sync>` hides its outermost error in a
/// private type, and with it a mark of that error; so does `#[error(transparent)]` around a `RetryError`. What stands
/// further in is found as ever.
///
/// `Of` tells the kinds of marked things apart, and is always inferred.
pub trait Mark<Of>: Sized {
    /// What carries the mark: [`Marked`], or the same type where that can hold any error.
    type Marked;

    #[doc(hidden)]
    fn mark(self, decision: Decision) -> Self::Marked;

    /// Another attempt may succeed.
    #[track_caller]
    fn transient(self) -> Self::Marked {
        self.mark(Decision::Retry)
    }

    /// Retrying is of no use, whatever the types in the chain say.
    #[track_caller]
    fn permanent(self) -> Self::Marked {
        self.mark(Decision::Return)
    }

    /// Another attempt may succeed, after `wait` at the earliest, as
    /// [`Transient::retry_after`](crate::Transient::retry_after) says.
    #[track_caller]
    fn retry_after(self, wait: Duration) -> Self::Marked {
        self.mark(Decision::RetryAfter(wait))
    }
}

/// An error with a [`Mark`]. It is shown as the error that it holds, and has its sources.
///
/// ```
/// use retry_runtime::{Mark, Marked};
/// use std::io;
///
/// let marked: Marked = io::Error::other("no").transient();
/// assert!(marked.get_ref().is::<io::Error>());
/// assert_eq!(marked.to_string(), "no");
/// ```
pub struct Marked {
    decision: Decision,
    error: Box<dyn Held + Send + Sync>,
}

impl Marked {
    /// A mark on what holds an error of any type.
    pub(super) fn held<P>(error: P, decision: Decision) -> Self
    where
        P: Deref<Target = dyn Error + Send + Sync> + fmt::Debug + fmt::Display + Send + Sync + 'static,
    {
        let error = Box::new(Behind(error));
        Self { decision, error }
    }

    /// The error that was marked.
    #[must_use]
    pub fn get_ref(&self) -> &(dyn Error + 'static) {
        self.error.get_ref()
    }

    pub(super) fn decision(&self) -> Decision {
        self.decision
    }
}

impl fmt::Debug for Marked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.error, f)
    }
}

impl fmt::Display for Marked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.error, f)
    }
}

impl Error for Marked {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.get_ref().source()
    }
}

impl Transient for Marked {
    fn is_transient(&self) -> bool {
        self.decision != Decision::Return
    }

    fn retry_after(&self) -> Option<Duration> {
        match self.decision {
            Decision::RetryAfter(wait) => Some(wait),
            _ => None,
        }
    }
}

/// What is marked: an error, or what holds one.
trait Held: fmt::Debug + fmt::Display {
    fn get_ref(&self) -> &(dyn Error + 'static);
}

impl<E: Error + 'static> Held for E {
    fn get_ref(&self) -> &(dyn Error + 'static) {
        self
    }
}

/// A pointer to an error, which is none itself.
struct Behind<P>(P);

impl<P> Held for Behind<P>
where
    P: Deref<Target = dyn Error + Send + Sync> + fmt::Debug + fmt::Display,
{
    fn get_ref(&self) -> &(dyn Error + 'static) {
        &*self.0
    }
}

impl<P: fmt::Debug> fmt::Debug for Behind<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<P: fmt::Display> fmt::Display for Behind<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// [`Mark`] of an error.
pub struct AnError(());

#[diagnostic::do_not_recommend]
impl<E: Error + Send + Sync + 'static> Mark<AnError> for E {
    type Marked = Marked;

    fn mark(self, decision: Decision) -> Marked {
        let error = Box::new(self);
        Marked { decision, error }
    }
}

/// [`Mark`] of a pointer to an error.
pub struct APointer(());

impl Mark<APointer> for Box<dyn Error + Send + Sync> {
    type Marked = Self;

    fn mark(self, decision: Decision) -> Self {
        Box::new(Marked::held(self, decision))
    }
}

/// [`Mark`] of the error of a `Result`.
pub struct AResult<Of>(Of);

impl<T, E: Mark<Of>, Of> Mark<AResult<Of>> for Result<T, E> {
    type Marked = Result<T, E::Marked>;

    #[track_caller]
    fn mark(self, decision: Decision) -> Self::Marked {
        // No closure: that would be the place that `eyre` shows.
        match self {
            Ok(value) => Ok(value),
            Err(error) => Err(error.mark(decision)),
        }
    }
}
