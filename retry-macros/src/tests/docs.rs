//! What the section `# Retries` says.

use quote::quote;

use crate::plan::docs::line;

/// The documentation of a function with these keys and the documentation "Does it.".
fn documented(keys: proc_macro2::TokenStream) -> Vec<String> {
    let function = quote! {
        /// Does it.
        async fn f() -> Result<(), E> { g().await }
    };
    lines(keys, function)
}

fn lines(keys: proc_macro2::TokenStream, function: proc_macro2::TokenStream) -> Vec<String> {
    let expanded: syn::ItemFn = syn::parse2(crate::attribute(keys, function)).expect("a function");
    expanded.attrs.iter().filter_map(line).collect()
}

#[test]
fn the_policy_is_told_in_words() {
    for (keys, sentences) in [
        (
            quote!(),
            "Transient errors are retried: 3 attempts in all, after delays of 1s and 2s (±50%).",
        ),
        (
            quote!(max = 3, delay_ms = 1000, timeout_secs = 30),
            "Transient errors are retried: 3 attempts in all, after delays of 1s and 2s (±50%). The call ends after 30s.",
        ),
        (
            quote!(max = 2, delay_ms = 250, jitter = none, attempt_timeout_secs = 5),
            "Transient errors are retried: 2 attempts in all, after a delay of 250ms. Each attempt ends after 5s.",
        ),
        (
            quote!(
                max = 9,
                jitter = full,
                timeout_secs = 90,
                attempt_timeout_ms = 1500,
                when = |_| true
            ),
            "Errors that its `when` accepts are retried: 9 attempts in all, after delays of 1s, 2s, 4s … up to 30s \
             (anything from zero to that). The call ends after 90s, and each attempt after 1.5s.",
        ),
        (
            quote!(max = 4, multiplier = 1, jitter = equal, classify = c, budget = &B),
            "Results that its `classify` rejects are retried: 4 attempts in all, after delays of 1s (anything from \
             half of that), as far as its budget goes.",
        ),
        (
            quote!(jitter = decorrelated),
            "Transient errors are retried: 3 attempts in all, after random delays from 1s to 30s.",
        ),
        (
            quote!(delay_ms = 0),
            "Transient errors are retried: 3 attempts in all, without delays.",
        ),
        (
            quote!(max = 5, backoff = DELAYS),
            "Transient errors are retried: 5 attempts in all, after the delays of its `backoff`.",
        ),
        (
            quote!(max = 1, timeout_secs = 1),
            "One attempt is made, and no other. The call ends after 1s.",
        ),
    ] {
        assert_eq!(
            documented(keys),
            [" Does it.", "", " # Retries", "", &format!(" {sentences}")]
        );
    }
}

#[test]
fn nothing_cuts_the_attempts_of_a_function_that_blocks() {
    let blocking = quote! {
        /// Does it.
        fn f() -> Result<(), E> { g() }
    };
    assert_eq!(
        lines(quote!(delay_ms = 5, jitter = none, timeout_secs = 30), blocking)
            .last()
            .map(String::as_str),
        Some(
            " Transient errors are retried: 3 attempts in all, after delays of 5ms and 10ms. No attempt begins after 30s."
        )
    );
}

#[test]
fn what_is_not_known_here_is_not_told() {
    for keys in [quote!(max = LIMIT), quote!(config = HTTP), quote!(timeout = LIMIT)] {
        assert_eq!(documented(keys), [" Does it."]);
    }
}

#[test]
fn a_function_without_documentation_gets_none() {
    let bare = quote! {
        #[doc(hidden)]
        async fn f() -> Result<(), E> { g().await }
    };
    assert!(lines(quote!(), bare).is_empty());
}

#[test]
fn a_section_of_the_users_own_stays_alone() {
    let own = quote! {
        /// Does it.
        /// # Retries
        /// Often.
        async fn f() -> Result<(), E> { g().await }
    };
    assert_eq!(lines(quote!(), own), [" Does it.", " # Retries", " Often."]);
}
