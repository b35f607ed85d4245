//! Whatever tokens come in, tokens or errors go out, and what comes of a function that parses parses again.
//!
//! Arguments and functions are put together from the pieces that users put together, valid ones and others.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use proptest::prelude::*;
use quote::{ToTokens, quote};

use crate::parse::keys::KEYS;

/// Any tokens, of words that mean something here more often than chance would have it.
fn any_tokens() -> impl Strategy<Value = TokenStream> {
    let word = prop_oneof![
        proptest::sample::select(KEYS.iter().map(|spec| spec.name).collect::<Vec<_>>()),
        proptest::sample::select(vec![
            "async", "fn", "await", "move", "self", "Self", "mut", "let", "match", "impl", "use", "return", "crate",
            "__self", "__ret", "body", "error", "r#try", "none", "full", "_", "'a", "x", "where", "dyn", "unsafe",
        ]),
        proptest::sample::select(vec![
            "0",
            "1",
            "3u8",
            "-1",
            "1.5",
            "1e999",
            "10ms",
            "18446744073709551616",
            "\"text\"",
            "\"{self}\"",
            "'c'",
            "true",
            "b\"x\"",
            "c\"x\"",
            "0x7f",
            "1_000",
        ]),
        proptest::sample::select(vec![
            "=", "==", ",", ";", ":", "::", "->", "=>", "|", "||", "&", "&mut", "*", "?", "!", "#", ".", "..", "<",
            ">", "+", "'", "$", "@",
        ]),
    ];
    let leaf = proptest::collection::vec(word, 0..12)
        .prop_map(|words| words.join(" ").parse::<TokenStream>().unwrap_or_default());
    leaf.prop_recursive(3, 40, 4, |inner| {
        let delimiter = proptest::sample::select(vec![
            Delimiter::Parenthesis,
            Delimiter::Brace,
            Delimiter::Bracket,
            Delimiter::None,
        ]);
        proptest::collection::vec((inner, delimiter, any::<bool>()), 1..4).prop_map(|parts| {
            let tokens = parts.into_iter().map(|(tokens, delimiter, grouped)| {
                if grouped {
                    TokenTree::Group(Group::new(delimiter, tokens)).into_token_stream()
                } else {
                    tokens
                }
            });
            tokens.collect()
        })
    })
}

/// Arguments of the attribute, most of which are right.
fn arguments() -> impl Strategy<Value = TokenStream> {
    let key = proptest::sample::select(vec![
        "max = 3",
        "max = LIMIT",
        "delay_ms = 10",
        "delay_secs = 18446744073709551615",
        "max_delay_secs = 18446744073709551615",
        "jitter = 0.0",
        "delay = Self::DELAY",
        "multiplier = 1.5",
        "jitter = full",
        "timeout_secs = 30",
        "attempt_timeout_ms = 5",
        "when = |e| e.is_busy()",
        "classify = by_status",
        "backoff = self.delays()",
        "config = self.config",
        "on_retry = |event| self.log(event)",
        "budget = &BUDGET",
        "clone",
        "clone(a, self)",
        "context = attempt",
        "fallback = async |e| Err(e)",
        "name = \"x\"",
        "crate = other::path",
        "max = 0",
        "delay_secs = 0.5",
        "colour = 3",
        "max",
    ]);
    proptest::collection::vec(key, 0..6).prop_map(|keys| keys.join(", ").parse().unwrap_or_default())
}

/// Functions that parse, in the shapes that the macro tells apart.
fn function() -> impl Strategy<Value = TokenStream> {
    let head = proptest::sample::select(vec![
        "/// Documented.\npub async fn f",
        "async fn f<'a, T: Clone>",
        "async unsafe fn f",
        "#[inline] async fn r#try",
        "#[retry(max = 2)] async fn f",
        "fn f",
    ]);
    let arguments = proptest::sample::select(vec![
        "()",
        "(&self)",
        "(&mut self, a: &mut u8)",
        "(mut self, mut a: Vec<u8>)",
        "(self: Pin<&mut Self>, _: u8)",
        "((a, mut b): (u8, String), [c, ..]: [u8; 3])",
        "(a: impl Fn(), S { b, c: ref mut d }: S)",
        "(a: Option<&mut u8>)",
    ]);
    let output = proptest::sample::select(vec![
        "-> Result<u8, E>",
        "-> io::Result<()>",
        "-> Result<impl Iterator<Item = u8>, RetryError<E>>",
        "",
        "-> impl Future<Output = Result<u8, E>> + Send",
        "-> Pin<Box<dyn Future<Output = Result<u8, E>> + Send + 'a>>",
        "-> Option<u8>",
        "-> Result<&mut u8, E>",
    ]);
    let body = proptest::sample::select(vec![
        "{ g(a).await }",
        "{ #![allow(unused)] return Err(E); }",
        "{ Box::pin(async move { self.g(a).await }) }",
        "{ let x = async { a }; async move { x.await } }",
        "{ let mut __self = self; let a = a; let __ret: R = { __self.g(a) }; __ret }",
        "{ let body = async { g().await? }; block_on(body) }",
        "{ println!(\"{self:?} {}\", self.a); a.take(3) }",
        "{}",
        "{ let __tracing_instrument_future = async move { match async move { g() }.await { x => x } }; __tracing_instrument_future.await }",
        "{ fn self_() { self::g() } impl X { fn y(self) { self } } self }",
    ]);
    (head, arguments, output, body).prop_map(|(head, arguments, output, body)| {
        let text = format!("{head}{arguments} {output} {body}");
        text.parse().expect("these are tokens")
    })
}

/// Eight times as many cases as proptest has by default, or as `PROPTEST_CASES` says.
fn config() -> ProptestConfig {
    let default = ProptestConfig::default();
    ProptestConfig {
        cases: default.cases.saturating_mul(8),
        failure_persistence: None,
        ..default
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_tokens_give_tokens(arguments in any_tokens(), item in any_tokens()) {
        drop(crate::attribute(arguments, item));
    }

    #[test]
    fn any_arguments_leave_the_function(arguments in prop_oneof![any_tokens(), arguments()], function in function()) {
        let expanded = crate::attribute(arguments, function.clone());
        let file: syn::File = match syn::parse2(expanded.clone()) {
            Ok(file) => file,
            Err(error) => return Err(TestCaseError::fail(format!("{error}: {expanded}"))),
        };
        let before: syn::ItemFn = syn::parse2(function).expect("it parses");
        let Some(syn::Item::Fn(after)) = file.items.first() else {
            return Err(TestCaseError::fail(format!("no function: {expanded}")));
        };
        // Callers see the same function; a `mut` of an argument is none of theirs.
        prop_assert_eq!(&before.sig.ident, &after.sig.ident);
        prop_assert_eq!(types(&before.sig), types(&after.sig));
    }

    #[test]
    fn any_body_is_passed_on(arguments in arguments(), body in any_tokens()) {
        let mut function = quote!(async fn f(a: &mut A) -> Result<u8, E>);
        function.extend(TokenTree::Group(Group::new(Delimiter::Brace, body.clone())).into_token_stream());
        let expanded = crate::attribute(arguments, function).to_string();
        prop_assert!(expanded.contains("async fn f"), "{}", expanded);
    }

    #[test]
    fn any_type_gives_tokens(item in prop_oneof![any_tokens(), marked()]) {
        if let Ok(input) = syn::parse2(item) {
            drop(crate::derive::transient(&input));
        }
    }
}

/// Types for the derive, most of which are right.
fn marked() -> impl Strategy<Value = TokenStream> {
    let mark = proptest::sample::select(vec![
        "",
        "#[transient]",
        "#[transient(forward)]",
        "#[permanent]",
        "#[transient(foward)]",
        "#[transient = 3]",
        "#[transient] #[permanent]",
        "#[transient(crate = x)]",
        "#[retry_after]",
    ]);
    let fields = proptest::sample::select(vec![
        "",
        "(u8)",
        "(T, #[retry_after] Duration)",
        "{ #[retry_after] wait: Duration, r#type: T }",
        "(u8, u8)",
        "()",
        "{}",
    ]);
    proptest::collection::vec((mark, fields), 0..4).prop_map(|variants| {
        let variants = variants
            .iter()
            .enumerate()
            .map(|(i, (mark, fields))| format!("{mark} V{i} {fields},"));
        let text = format!(
            "enum E<'a, T: 'a, const N: usize> where T: X {{ {} }}",
            variants.collect::<String>()
        );
        text.parse().expect("these are tokens")
    })
}

fn types(signature: &syn::Signature) -> Vec<String> {
    let inputs = signature.inputs.iter().map(|input| match input {
        syn::FnArg::Receiver(receiver) => crate::tokens::receiver_type(receiver).to_token_stream().to_string(),
        syn::FnArg::Typed(argument) => argument.ty.to_token_stream().to_string(),
    });
    let output = signature.output.to_token_stream().to_string();
    inputs
        .chain([output, signature.generics.to_token_stream().to_string()])
        .collect()
}
