//! The values that the macro can check itself: literals. Const expressions are left to const evaluation.

use std::time::Duration;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Expr, ExprUnary, Lit, UnOp};

use crate::keys::Form;
use crate::numbers::{Jitter, Limit};

/// A value that is a literal, seen through the invisible groups that `macro_rules!` wraps around `$n:expr`.
enum Literal<'a> {
    Lit(&'a Lit),
    Negative,
    Other,
}

fn literal(expr: &Expr) -> Literal<'_> {
    match expr {
        Expr::Lit(lit) => Literal::Lit(&lit.lit),
        Expr::Group(group) => literal(&group.expr),
        Expr::Paren(paren) => literal(&paren.expr),
        Expr::Unary(ExprUnary {
            op: UnOp::Neg(_), expr, ..
        }) if matches!(literal(expr), Literal::Lit(_)) => Literal::Negative,
        _ => Literal::Other,
    }
}

fn fail<T>(expr: &Expr, message: impl std::fmt::Display) -> syn::Result<T> {
    Err(syn::Error::new_spanned(expr, message))
}

/// An integer literal, or `None` for a const expression.
fn integer(key: &str, expr: &Expr) -> syn::Result<Option<u64>> {
    match literal(expr) {
        Literal::Lit(Lit::Int(int)) => {
            if !matches!(
                int.suffix(),
                "" | "u8" | "u16" | "u32" | "u64" | "usize" | "i32" | "i64"
            ) {
                return fail(expr, format!("`{key}` is an integer: write `{}`", int.base10_digits()));
            }
            int.base10_parse()
                .map(Some)
                .or_else(|_| fail(expr, format!("`{key}` is too large")))
        }
        Literal::Lit(Lit::Float(float)) => fractional(key, expr, float),
        Literal::Lit(_) => fail(expr, format!("`{key}` is an integer, or a const expression")),
        Literal::Negative => fail(expr, format!("`{key}` cannot be negative")),
        Literal::Other => Ok(None),
    }
}

fn fractional<T>(key: &str, expr: &Expr, float: &syn::LitFloat) -> syn::Result<T> {
    let stem = key.strip_suffix("_secs");
    match (stem, float.base10_parse::<f64>()) {
        (Some(stem), Ok(secs)) if secs.is_finite() && secs * 1000.0 < 1e15 => fail(
            expr,
            format!(
                "`{key}` is a whole number of seconds: write `{stem}_ms = {:.0}`",
                secs * 1000.0
            ),
        ),
        _ => fail(expr, format!("`{key}` is an integer, or a const expression")),
    }
}

/// A value for a const context, and what it is where that is known.
pub(crate) type Valued<T> = syn::Result<(TokenStream, Option<T>)>;

/// The number of attempts, of type `u32`.
pub(crate) fn attempts(runtime: &TokenStream, expr: &Expr) -> Valued<u32> {
    match integer("max", expr)? {
        Some(0) => fail(
            expr,
            "`max` must be at least 1: it counts all attempts, the first included",
        ),
        Some(max) => match u32::try_from(max) {
            Ok(max) => Ok((quote!(#max), Some(max))),
            Err(_) => fail(expr, "`max` is too large: at most 4294967295 attempts"),
        },
        None => Ok((quote!(#runtime::checked::attempts((#expr) as u128)), None)),
    }
}

/// A span of time, of type `Duration`.
pub(crate) fn duration(runtime: &TokenStream, key: &str, form: Form, expr: &Expr, zero: bool) -> Valued<Duration> {
    let (constructor, construct): (_, fn(u64) -> Duration) = match form {
        Form::Millis => (quote!(from_millis), Duration::from_millis),
        Form::Secs => (quote!(from_secs), Duration::from_secs),
        Form::Plain | Form::Names => return Ok((plain_duration(key, expr)?, None)),
    };
    match integer(key, expr)? {
        Some(0) if !zero => fail(
            expr,
            format!("`{key}` must be longer than zero; leave it out for no limit"),
        ),
        Some(number) => Ok((
            quote!(#runtime::Duration::#constructor(#number)),
            Some(construct(number)),
        )),
        None => Ok((
            quote!(#runtime::Duration::#constructor(#runtime::checked::units((#expr) as u128))),
            None,
        )),
    }
}

/// A limit, of type `Duration`.
pub(crate) fn limit(runtime: &TokenStream, key: &str, form: Form, expr: &Expr) -> Valued<Limit> {
    let (tokens, known) = duration(runtime, key, form, expr, false)?;
    Ok((tokens, known.map(Limit::After)))
}

fn plain_duration(key: &str, expr: &Expr) -> syn::Result<TokenStream> {
    match literal(expr) {
        Literal::Lit(lit) => {
            let number = quote!(#lit).to_string();
            let unit = if matches!(lit, Lit::Int(_)) {
                format!("`{key}_ms = {number}` or `{key}_secs = {number}`")
            } else {
                format!("`{key}_ms = …` or `{key}_secs = …`")
            };
            fail(expr, format!("`{key}` is a `Duration`; for a number write {unit}"))
        }
        Literal::Negative => fail(expr, format!("`{key}` cannot be negative")),
        Literal::Other => Ok(quote!(#expr)),
    }
}

/// A literal number, or `None` for a const expression.
fn number(key: &str, expr: &Expr, kind: &str) -> syn::Result<Option<f64>> {
    let parsed = match literal(expr) {
        Literal::Lit(Lit::Float(float)) => float.base10_parse::<f64>(),
        Literal::Lit(Lit::Int(int)) => int.base10_parse::<f64>(),
        Literal::Lit(_) => return fail(expr, format!("`{key}` is {kind}")),
        Literal::Negative => return fail(expr, format!("`{key}` cannot be negative")),
        Literal::Other => return Ok(None),
    };
    match parsed {
        Ok(number) if number.is_finite() => Ok(Some(number)),
        _ => fail(expr, format!("`{key}` must be finite")),
    }
}

/// The multiplier, of type `f64`.
pub(crate) fn multiplier(expr: &Expr) -> Valued<f64> {
    match number("multiplier", expr, "a number, 1.0 or more")? {
        Some(number) if number < 1.0 => fail(expr, "`multiplier` must be at least 1.0: delays do not shrink"),
        Some(number) => Ok((quote!(#number), Some(number))),
        None => Ok((quote!((#expr) as f64), None)),
    }
}

const JITTERS: &[(&str, &str, Jitter)] = &[
    ("none", "None", Jitter::None),
    ("full", "Full", Jitter::Full),
    ("equal", "Equal", Jitter::Equal),
    ("decorrelated", "Decorrelated", Jitter::Decorrelated),
];

/// The jitter, of type `Jitter`.
pub(crate) fn jitter(runtime: &TokenStream, expr: &Expr) -> Valued<Jitter> {
    const KINDS: &str = "`none`, `full`, `equal`, `decorrelated`, or a factor from 0.0 to 1.0";
    if let Some(word) = word(expr) {
        let name = word.to_string();
        if let Some((_, variant, known)) = JITTERS.iter().find(|(ours, ..)| *ours == name) {
            let variant = syn::Ident::new(variant, word.span());
            return Ok((quote!(#runtime::Jitter::#variant), Some(*known)));
        }
        if name.chars().all(|c| c.is_lowercase() || c == '_') {
            let near = JITTERS
                .iter()
                .map(|(ours, ..)| *ours)
                .max_by(|a, b| strsim::jaro_winkler(&name, a).total_cmp(&strsim::jaro_winkler(&name, b)));
            return match near.filter(|near| strsim::jaro_winkler(&name, near) > 0.8) {
                Some(near) => fail(expr, format!("unknown jitter `{name}`; did you mean `{near}`?")),
                None => fail(expr, format!("unknown jitter `{name}`; it is {KINDS}")),
            };
        }
    }
    match number("jitter", expr, KINDS)? {
        Some(factor) if factor > 1.0 => fail(expr, "`jitter` is a factor from 0.0 to 1.0"),
        Some(factor) => Ok((quote!(#runtime::Jitter::Factor(#factor)), Some(Jitter::Factor(factor)))),
        None => Ok((quote!(#runtime::Jitter::Factor((#expr) as f64)), None)),
    }
}

fn word(expr: &Expr) -> Option<&syn::Ident> {
    match expr {
        Expr::Path(path) if path.qself.is_none() => path.path.get_ident(),
        Expr::Group(group) => word(&group.expr),
        _ => None,
    }
}

/// A string literal.
pub(crate) fn string(key: &str, expr: &Expr) -> syn::Result<()> {
    match literal(expr) {
        Literal::Lit(Lit::Str(_)) => Ok(()),
        _ => fail(expr, format!("`{key}` is a string literal")),
    }
}

/// The name of a variable for the body.
pub(crate) fn variable(key: &str, expr: &Expr) -> syn::Result<syn::Ident> {
    match word(expr) {
        Some(name) if name != "self" && name != "Self" && name != "super" => Ok(name.clone()),
        _ => fail(
            expr,
            format!("`{key}` is the name that the attempt has in the body: `{key} = attempt`"),
        ),
    }
}
