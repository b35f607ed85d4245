//! The section `# Retries` in the documentation of an annotated function, so that hover and rustdoc show its policy.

use proc_macro2::Span;
use syn::{Attribute, Expr, Lit, Meta, parse_quote_spanned};

use crate::numbers::{Delays, Jitter, Limit, Numbers};
use crate::policy::{Classify, Policy};

/// Adds the section to documentation that is there: a function without any is left to `missing_docs`.
pub(crate) fn add(attributes: &mut Vec<Attribute>, policies: &[Policy], here: Span) {
    let Some(last) = attributes.iter().rposition(|attribute| text(attribute).is_some()) else {
        return;
    };
    let has_one = |attribute| text(attribute).is_some_and(|text| text.trim() == "# Retries");
    let ([policy], false) = (policies, attributes.iter().any(has_one)) else {
        return;
    };
    let Some(sentences) = describe(policy) else { return };
    let lines = [
        String::new(),
        " # Retries".to_owned(),
        String::new(),
        format!(" {sentences}"),
    ];
    let section = lines.map(|line| parse_quote_spanned!(here=> #[doc = #line]));
    attributes.splice(last + 1..=last, section);
}

/// The line of documentation that an attribute is.
fn text(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
            Expr::Lit(lit) => match &lit.lit {
                Lit::Str(text) => Some(text.value()),
                _ => Some(String::new()),
            },
            // `include_str!` and the like.
            _ => Some(String::new()),
        },
        _ => None,
    }
}

/// The policy in words, where all its numbers are known.
fn describe(policy: &Policy) -> Option<String> {
    if policy.config.is_some() || policy.broken {
        return None;
    }
    let numbers = &policy.numbers;
    let delays = numbers.delays()?;
    let limits = limits(numbers)?;
    if delays.max == 1 {
        return Some(format!("One attempt is made, and no other.{limits}"));
    }
    let what = match policy.classify {
        Classify::Error => "Transient errors are retried",
        Classify::When(_) => "Errors that its `when` accepts are retried",
        Classify::Result(_) => "Results that its `classify` refuses are retried",
    };
    let waits = if policy.backoff.is_some() {
        "after the delays of its `backoff`".to_owned()
    } else {
        waits(&delays)
    };
    let budget = if policy.budget.is_some() {
        ", as far as its budget goes"
    } else {
        ""
    };
    Some(format!(
        "{what}: {} attempts in all, {waits}{budget}.{limits}",
        delays.max
    ))
}

/// As many delays as are listed one by one.
const LISTED: u32 = 3;

fn waits(delays: &Delays) -> String {
    let delay = |failed| format!("{:?}", delays.unjittered(failed));
    if delays.unjittered(1).is_zero() {
        return "without delays".to_owned();
    }
    let count = delays.max - 1;
    let spread = match delays.jitter {
        Jitter::Factor(0.0) | Jitter::None => String::new(),
        Jitter::Factor(factor) => format!(" (±{}%)", (factor * 100.0).round()),
        Jitter::Full => " (anything from zero to that)".to_owned(),
        Jitter::Equal => " (anything from half of that)".to_owned(),
        Jitter::Decorrelated => {
            return format!("after random delays from {} to {:?}", delay(1), delays.max_delay);
        }
    };
    let listed = if delays.unjittered(count) == delays.unjittered(1) {
        delay(1)
    } else {
        let first: Vec<_> = (1..=count.min(LISTED)).map(delay).collect();
        if count > LISTED {
            format!("{} … up to {}", first.join(", "), delay(count))
        } else {
            let (last, others) = first.split_last().unwrap_or((&first[0], &[]));
            format!("{} and {last}", others.join(", "))
        }
    };
    let noun = if count == 1 { "a delay" } else { "delays" };
    format!("after {noun} of {listed}{spread}")
}

fn limits(numbers: &Numbers) -> Option<String> {
    let (call, attempt) = (numbers.timeout?, numbers.attempt_timeout?);
    Some(match (call, attempt) {
        (Limit::None, Limit::None) => String::new(),
        (Limit::After(call), Limit::None) => format!(" The call ends after {call:?}."),
        (Limit::None, Limit::After(attempt)) => format!(" Each attempt ends after {attempt:?}."),
        (Limit::After(call), Limit::After(attempt)) => {
            format!(" The call ends after {call:?}, and each attempt after {attempt:?}.")
        }
    })
}

#[cfg(test)]
mod tests {
    use quote::quote;

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
        expanded.attrs.iter().filter_map(super::text).collect()
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
                "Results that its `classify` refuses are retried: 4 attempts in all, after delays of 1s (anything from \
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
}
