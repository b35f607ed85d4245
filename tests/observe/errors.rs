//! The text and the type of an error: by `Display`, else by `Debug`, else its type.

use std::fmt;

use retry_runtime::observe::MAX_TEXT;
use retry_runtime::{Mark, RetryError, Transient, retry, retry_with_backoff};

use crate::sinks::{Observed, observed};

/// The type and the text of the first event's error.
fn first<T>(observed: &Observed<T>) -> (&'static str, &str) {
    let (name, text) = observed.kept[0].error.as_ref().expect("an error");
    (name, text)
}

/// An error that is always tried again.
macro_rules! transient {
    ($($name:ident),*) => {$(
        impl Transient for $name {
            fn is_transient(&self) -> bool {
                true
            }
        }
    )*};
}

#[derive(Debug)]
struct Both;

impl fmt::Display for Both {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it is shown")
    }
}

impl std::error::Error for Both {}

#[derive(Debug)]
struct DebugAlone;

struct Neither;

transient!(Both, DebugAlone, Neither);

/// A function of each kind that fails with this.
macro_rules! fails {
    ($name:ident, $error:ty, $value:expr) => {
        mod $name {
            use super::*;

            #[retry(max = 2, delay_ms = 1)]
            pub(super) async fn own() -> Result<(), $error> {
                Err($value)
            }

            #[retry(max = 2, delay_ms = 1)]
            pub(super) async fn wrapped() -> Result<(), RetryError<$error>> {
                Err($value)
            }

            #[retry(max = 2, delay_ms = 1, when = |_| true, timeout_secs = 9)]
            pub(super) async fn long() -> Result<(), RetryError<$error>> {
                Err($value)
            }
        }
    };
}

fails!(both, Both, Both);
fails!(debug_alone, DebugAlone, DebugAlone);
fails!(neither, Neither, Neither);

/// What the events of each kind of function say of its error.
macro_rules! shown {
    ($name:ident, $expected:expr) => {
        assert_eq!(first(&observed($name::own())), $expected);
        assert_eq!(first(&observed($name::wrapped())), $expected);
        assert_eq!(first(&observed($name::long())), $expected);
    };
}

#[test]
fn the_best_that_its_type_has_is_its_text() {
    shown!(both, ("observe::errors::Both", "it is shown"));
    shown!(debug_alone, ("observe::errors::DebugAlone", "DebugAlone"));
    shown!(neither, ("observe::errors::Neither", "observe::errors::Neither"));
}

#[test]
fn a_generic_error_is_shown_by_what_the_function_asks_of_it() {
    #[retry(max = 2, delay_ms = 1)]
    async fn nothing<E: Transient>(make: fn() -> E) -> Result<(), E> {
        Err(make())
    }
    #[retry(max = 2, delay_ms = 1)]
    async fn debug<E: Transient + fmt::Debug>(make: fn() -> E) -> Result<(), RetryError<E>> {
        Err(make())
    }
    #[retry(max = 2, delay_ms = 1)]
    async fn display<E: Transient + fmt::Display>(make: fn() -> E) -> Result<(), E> {
        Err(make())
    }
    #[retry(max = 2, delay_ms = 1)]
    async fn error<E: Transient + std::error::Error>(make: fn() -> E) -> Result<(), E> {
        Err(make())
    }
    let name = "observe::errors::Both";
    assert_eq!(first(&observed(nothing(|| Both))), (name, name));
    assert_eq!(first(&observed(debug(|| Both))), (name, "Both"));
    assert_eq!(first(&observed(display(|| Both))), (name, "it is shown"));
    assert_eq!(first(&observed(error(|| Both))), (name, "it is shown"));
}

#[test]
fn a_borrowed_error_and_an_alias_are_shown_too() {
    #[derive(Debug)]
    struct Borrows<'a>(&'a str);
    impl fmt::Display for Borrows<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "borrows {}", self.0)
        }
    }
    type Outcome<T, E> = Result<T, RetryError<E>>;

    #[retry(max = 2, delay_ms = 1, when = |_| true)]
    async fn borrows(text: &str) -> Result<(), Borrows<'_>> {
        Err(Borrows(text))
    }
    #[retry(max = 2, delay_ms = 1)]
    async fn alias() -> Outcome<(), Both> {
        Err(Both)
    }
    let of_it = observed(async { borrows(&String::from("it")).await.map_err(|_| ()) });
    assert_eq!(first(&of_it).1, "borrows it");
    assert_eq!(first(&observed(alias())).1, "it is shown");
}

#[test]
fn an_error_that_is_an_impl_trait_is_shown_by_its_type() {
    #[retry(max = 2, delay_ms = 1, when = |_| true)]
    async fn opaque() -> Result<(), impl fmt::Debug> {
        Err::<(), _>(Both)
    }
    let name = "observe::errors::Both";
    assert_eq!(first(&observed(opaque())), (name, name));
}

#[test]
fn errors_with_a_chain_are_shown_by_their_display() {
    #[retry(max = 2, delay_ms = 1)]
    async fn any() -> anyhow::Result<()> {
        Err(anyhow::anyhow!("lost").context("fetching").transient())
    }
    #[retry(max = 2, delay_ms = 1, timeout_secs = 9)]
    async fn limited() -> anyhow::Result<()> {
        Err(anyhow::anyhow!("lost").context("fetching").transient())
    }
    #[retry(max = 2, delay_ms = 1, timeout_secs = 9)]
    async fn boxed() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        Err(std::io::Error::from(std::io::ErrorKind::TimedOut).into())
    }
    let anyhow = ("anyhow::Error", "fetching");
    assert_eq!(first(&observed(any())), anyhow);
    assert_eq!(first(&observed(limited())), anyhow);
    assert_eq!(first(&observed(boxed())).1, "timed out");
}

/// A text of so many bytes in many pieces, which counts what is asked of it.
struct Long {
    piece: &'static str,
    pieces: usize,
}

impl fmt::Display for Long {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (0..self.pieces).try_for_each(|_| f.write_str(self.piece))
    }
}

#[retry(max = 2, delay_ms = 1, when = |_| true)]
async fn long(piece: &'static str, pieces: usize) -> Result<(), Long> {
    Err(Long { piece, pieces })
}

#[test]
fn a_long_text_is_cut_at_the_end_of_a_character() {
    for (piece, pieces) in [("a", 1 << 20), ("0123456789", 1 << 17), ("é€😀", 1 << 16), ("😀", 257)] {
        let observed = observed(async { long(piece, pieces).await.map_err(|_| ()) });
        let (_, text) = first(&observed);
        let kept = text.strip_suffix('…').expect("it is cut");
        assert!((MAX_TEXT - 3..=MAX_TEXT).contains(&kept.len()), "{}", kept.len());
        assert!(piece.repeat(pieces).starts_with(kept));
    }
    let observed = observed(async { long("😀", 256).await.map_err(|_| ()) });
    assert_eq!(first(&observed).1, "😀".repeat(256));
}

#[test]
fn one_piece_that_is_too_long_is_cut_as_well() {
    let text: &'static str = String::leak("é".repeat(1 << 19));
    let observed = observed(async { long(text, 2).await.map_err(|_| ()) });
    assert_eq!(first(&observed).1, format!("{}…", "é".repeat(512)));
}

#[test]
fn a_text_that_panics_is_a_panic_of_the_users() {
    struct Panics;
    impl fmt::Display for Panics {
        fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
            panic!("no text");
        }
    }
    #[retry(max = 2, delay_ms = 1, when = |_| true)]
    async fn call() -> Result<(), Panics> {
        Err(Panics)
    }
    let panic = std::panic::catch_unwind(|| observed(call())).map(drop).unwrap_err();
    assert_eq!(panic.downcast_ref::<&str>(), Some(&"no text"));
    // Nothing is left behind: the next call tells its story.
    assert_eq!(observed(both::own()).kept.len(), 2);
}

#[test]
fn what_a_text_that_breaks_off_has_written_is_kept() {
    struct Breaks;
    impl fmt::Display for Breaks {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("so far")?;
            Err(fmt::Error)
        }
    }
    #[retry(max = 2, delay_ms = 1, when = |_| true)]
    async fn call() -> Result<(), Breaks> {
        Err(Breaks)
    }
    let observed = observed(async { call().await.map_err(|_| ()) });
    assert_eq!(first(&observed).1, "so far");
}

#[test]
fn without_the_attribute_it_is_shown_by_its_debug() {
    let observed = observed(retry_with_backoff(retry_runtime::RetryConfig::new().max(2), || async {
        Err::<(), _>(Both)
    }));
    assert_eq!(first(&observed), ("observe::errors::Both", "Both"));
}
