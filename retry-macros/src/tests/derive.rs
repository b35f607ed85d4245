//! Mistakes in a derive that need another crate's derive beside it.

use syn::parse_quote;

#[test]
fn a_limit_that_thiserror_converts_is_marked_as_transient() {
    let derived = crate::derive::transient(&parse_quote! {
        enum Error {
            #[timed_out]
            TooSlow(#[from] TimedOut),
        }
    });
    let derived = derived.to_string();
    assert!(
        derived.contains("write `#[transient]` instead of `#[timed_out]`"),
        "{derived}"
    );
    assert!(!derived.contains("From <"), "{derived}");
}
