//! The same mistake has one text, whether it stands in a literal, in a const expression, in a builder or in a file: what
//! this crate says of literals is compared with what the runtime says of the others.

use std::panic::catch_unwind;

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use retry_runtime::__private::checked;
use retry_runtime::{InvalidConfig, Jitter, RetryConfig};
use std::time::Duration;

/// The messages of `compile_error!` in what the attribute gives out.
fn said(attribute: &str) -> Vec<String> {
    let arguments = attribute.parse().expect("the case is tokens");
    let output = crate::attribute(
        arguments,
        quote!(
            async fn fetch() -> Result<(), Error> {
                body
            }
        ),
    );
    let mut messages = Vec::new();
    errors(output, &mut messages);
    messages
}

fn errors(tokens: TokenStream, messages: &mut Vec<String>) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(ident) if ident == "compile_error" => {
                let message = tokens.by_ref().find_map(|token| match token {
                    TokenTree::Group(group) => syn::parse2::<syn::LitStr>(group.stream()).ok(),
                    _ => None,
                });
                messages.extend(message.map(|message| message.value()));
            }
            TokenTree::Group(group) => errors(group.stream(), messages),
            _ => {}
        }
    }
}

/// What a file with these fields is refused for.
fn refused(json: &str) -> String {
    let error = serde_json::from_str::<RetryConfig>(json).expect_err(json).to_string();
    let place = error.rfind(" at line").unwrap_or(error.len());
    error[..place].to_owned()
}

#[test]
fn a_literal_and_a_file_have_one_text() {
    for (attribute, json) in [
        ("max = 0", r#"{"max": 0}"#),
        ("max = -1", r#"{"max": -1}"#),
        ("max = 4294967296", r#"{"max": 4294967296}"#),
        ("max = 18446744073709551616", r#"{"max": "18446744073709551616"}"#),
        ("max = 2.5", r#"{"max": 2.5}"#),
        ("max = 3.0", r#"{"max": 3.0}"#),
        ("max = \"many\"", r#"{"max": "many"}"#),
        ("max = true", r#"{"max": true}"#),
        ("delay_ms = -5", r#"{"delay_ms": -5}"#),
        ("delay_secs = 1.5", r#"{"delay_secs": 1.5}"#),
        ("max_delay_ms = -5", r#"{"max_delay_ms": -5}"#),
        ("delay = 200", r#"{"delay": 200}"#),
        ("delay = -200", r#"{"delay": -200}"#),
        ("timeout = 30", r#"{"timeout": 30}"#),
        ("timeout_secs = 0", r#"{"timeout_secs": 0}"#),
        ("timeout_ms = 0", r#"{"timeout_ms": 0}"#),
        ("timeout_ms = -1", r#"{"timeout_ms": -1}"#),
        (
            "timeout_secs = 18446744073709551616",
            r#"{"timeout_secs": "18446744073709551616"}"#,
        ),
        ("attempt_timeout_secs = 0", r#"{"attempt_timeout_secs": 0}"#),
        ("multiplier = 0.5", r#"{"multiplier": 0.5}"#),
        ("multiplier = -2.0", r#"{"multiplier": -2.0}"#),
        ("multiplier = 1e999", r#"{"multiplier": "inf"}"#),
        ("multiplier = \"x\"", r#"{"multiplier": "x"}"#),
        ("multiplier = true", r#"{"multiplier": true}"#),
        ("jitter = 1.5", r#"{"jitter": 1.5}"#),
        ("jitter = -0.5", r#"{"jitter": -0.5}"#),
        ("jitter = \"ful\"", r#"{"jitter": "ful"}"#),
        ("jitter = true", r#"{"jitter": true}"#),
        ("max = 3, max = 3", r#"{"max": 3, "max": 3}"#),
        ("delay_ms = 3, delay_secs = 3", r#"{"delay_ms": 3, "delay_secs": 3}"#),
        ("delay_secs = 60", r#"{"delay_secs": 60}"#),
        (
            "delay_secs = 6, max_delay_ms = 5",
            r#"{"delay_secs": 6, "max_delay_ms": 5}"#,
        ),
        (
            "timeout_secs = 3, attempt_timeout_ms = 3000",
            r#"{"timeout_secs": 3, "attempt_timeout_ms": 3000}"#,
        ),
        ("timeout_ms = 400", r#"{"timeout_ms": 400}"#),
        (
            "delay_ms = 900, timeout_ms = 400",
            r#"{"delay_ms": 900, "timeout_ms": 400}"#,
        ),
        (
            "max = 5, delay_ms = 100, jitter = none, timeout_ms = 400",
            r#"{"max": 5, "delay_ms": 100, "jitter": "none", "timeout_ms": 400}"#,
        ),
        (
            "max = unlimited, delay_ms = 0",
            r#"{"max": "unlimited", "delay_ms": 0}"#,
        ),
    ] {
        assert_eq!(said(attribute), [refused(json)], "{attribute}");
    }
}

/// What only the attribute can write is added there.
#[test]
fn a_fraction_of_a_millisecond_is_a_duration_of_its_own() {
    let [said] = &*said("delay_ms = 0.5") else {
        panic!("one mistake")
    };
    let text = refused(r#"{"delay_ms": 0.5}"#);
    assert_eq!(*said, format!("{text}: write `delay = Duration::from_micros(500)`"));
}

/// A word is not quoted in the attribute, and is in a file.
#[test]
fn an_unknown_word_is_named_as_it_is_written() {
    assert_eq!(
        said("jitter = ful"),
        [refused(r#"{"jitter": "ful"}"#).replace('"', "`")]
    );
}

#[test]
fn a_literal_and_a_builder_have_one_text() {
    let new = RetryConfig::new;
    let invalid: [(&str, Result<RetryConfig, InvalidConfig>); 6] = [
        ("max = 0", new().try_max(0)),
        ("multiplier = 0.5", new().try_multiplier(0.5)),
        ("multiplier = 1e999", new().try_multiplier(f64::INFINITY)),
        ("jitter = 1.5", new().try_jitter(Jitter::Factor(1.5))),
        ("timeout_ms = 0", new().try_timeout(Duration::ZERO)),
        ("attempt_timeout_ms = 0", new().try_attempt_timeout(Duration::ZERO)),
    ];
    for (attribute, built) in invalid {
        let text = built.expect_err(attribute).to_string();
        // A builder has no unit.
        let text = text.replace("timeout` ", "timeout_ms` ");
        assert_eq!(said(attribute), [text], "{attribute}");
    }
}

/// What a const expression panics with while it is evaluated.
fn panics(evaluate: impl FnOnce() + std::panic::UnwindSafe) -> String {
    let panic = catch_unwind(evaluate).expect_err("it is out of bounds");
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_default()
}

/// How a const expression is checked, once it is a `u128`.
type Check = fn(u128) -> u64;

#[test]
fn a_literal_and_a_const_expression_have_one_text() {
    // What -1 becomes.
    let (negative, huge) = (u128::MAX, u128::from(u64::MAX) + 1);
    let max: Check = |number| checked::max(number).into();
    let keys: [(&str, Check, bool); 9] = [
        ("max", max, true),
        ("delay_ms", checked::delay_ms, false),
        ("delay_secs", checked::delay_secs, false),
        ("max_delay_ms", checked::max_delay_ms, false),
        ("max_delay_secs", checked::max_delay_secs, false),
        ("timeout_ms", checked::timeout_ms, true),
        ("timeout_secs", checked::timeout_secs, true),
        ("attempt_timeout_ms", checked::attempt_timeout_ms, true),
        ("attempt_timeout_secs", checked::attempt_timeout_secs, true),
    ];
    for (key, check, positive) in keys {
        let text = |number| {
            panics(move || {
                check(number);
            })
        };
        assert_eq!(said(&format!("{key} = -1")), [text(negative)]);
        assert_eq!(said(&format!("{key} = 18446744073709551616")), [text(huge)]);
        if positive {
            assert_eq!(said(&format!("{key} = 0")), [text(0)]);
        }
    }
}
