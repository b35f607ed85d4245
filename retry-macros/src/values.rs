//! The values that the macro can check itself: literals. Const expressions are left to const evaluation.

use std::time::Duration;

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, ExprUnary, Ident, Lit, UnOp};

use crate::keys::Form;
use crate::numbers::{Jitter, Limit};
use crate::tokens::located;

/// A value that is a literal, seen through the invisible groups that `macro_rules!` wraps around `$n:expr`.
enum Literal<'a> {
    Lit(&'a Lit),
    Negative(&'a Lit),
    Other,
}

fn literal(expr: &Expr) -> Literal<'_> {
    match expr {
        Expr::Lit(lit) => Literal::Lit(&lit.lit),
        Expr::Group(group) => literal(&group.expr),
        Expr::Paren(paren) => literal(&paren.expr),
        Expr::Unary(ExprUnary {
            op: UnOp::Neg(_), expr, ..
        }) => match literal(expr) {
            Literal::Lit(lit) => Literal::Negative(lit),
            _ => Literal::Other,
        },
        _ => Literal::Other,
    }
}

fn fail<T>(expr: &Expr, message: impl std::fmt::Display) -> syn::Result<T> {
    Err(syn::Error::new_spanned(expr, message))
}

fn negative<T>(key: &str, expr: &Expr, positive: &Lit) -> syn::Result<T> {
    let positive = quote!(#positive);
    fail(
        expr,
        format!("`{key}` cannot be negative; write `{key} = {positive}`, or leave it out"),
    )
}

/// An integer literal, or `None` for a const expression.
fn integer(key: &str, expr: &Expr) -> syn::Result<Option<u64>> {
    let number = match literal(expr) {
        Literal::Lit(Lit::Int(int)) => {
            if !matches!(
                int.suffix(),
                "" | "u8" | "u16" | "u32" | "u64" | "usize" | "i32" | "i64"
            ) {
                let number = int.base10_digits();
                return fail(expr, format!("`{key}` is an integer: write `{key} = {number}`"));
            }
            return int
                .base10_parse()
                .map(Some)
                .or_else(|_| fail(expr, format!("`{key}` is too large: at most {}", u64::MAX)));
        }
        Literal::Lit(Lit::Float(float)) => return fractional(key, expr, float),
        Literal::Lit(Lit::Str(text)) => text.value().trim().parse::<u64>().ok(),
        Literal::Lit(_) => None,
        Literal::Negative(positive) => return negative(key, expr, positive),
        Literal::Other => return Ok(None),
    };
    let example = number.map_or_else(|| "…".to_owned(), |number| number.to_string());
    fail(
        expr,
        format!("`{key}` is an integer: write `{key} = {example}`, or a const expression"),
    )
}

/// The message for a float, with the number in the unit that makes it whole.
fn fractional<T>(key: &str, expr: &Expr, float: &syn::LitFloat) -> syn::Result<T> {
    let number = float.base10_parse::<f64>().unwrap_or(f64::NAN);
    let whole = |number: f64| number.fract() == 0.0 && number < 1e15;
    let thousandfold = (number * 1000.0).round();
    let (unit, cure) = match (key.rsplit_once('_'), whole(number)) {
        (_, true) => ("number", format!("{key} = {number:.0}")),
        (Some((stem, "secs")), _) if whole(thousandfold) => {
            ("number of seconds", format!("{stem}_ms = {thousandfold:.0}"))
        }
        (Some((stem, "ms")), _) if whole(thousandfold) => (
            "number of milliseconds",
            format!("{stem} = Duration::from_micros({thousandfold:.0})"),
        ),
        _ => ("number", format!("{key} = …")),
    };
    fail(expr, format!("`{key}` is a whole {unit}: write `{cure}`"))
}

/// A value for a const context, and what it is where that is known.
pub(crate) type Valued<T> = syn::Result<(TokenStream, Option<T>)>;

/// Where the conversion of a const expression stands, and the message if it cannot be converted.
fn at(expr: &Expr) -> Span {
    Span::mixed_site().located_at(expr.span())
}

/// `value`, of the const expression `expr`, by way of what checks it. All tokens stand at the expression: const
/// evaluation reports the call, from its first token to its last.
fn checked(runtime: &TokenStream, expr: &Expr, check: &str, value: &TokenStream) -> TokenStream {
    let at = at(expr);
    let (there, check) = (located(runtime, at), Ident::new(check, at));
    quote_spanned!(at=> #there::checked::#check(#value))
}

/// [`checked`], for an integer of any type.
fn checked_integer(runtime: &TokenStream, expr: &Expr, check: &str) -> TokenStream {
    checked(runtime, expr, check, &quote_spanned!(at(expr)=> (#expr) as u128))
}

/// [`checked`], for a number of any type.
fn checked_number(runtime: &TokenStream, expr: &Expr, check: &str) -> TokenStream {
    checked(runtime, expr, check, &quote_spanned!(at(expr)=> (#expr) as f64))
}

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
        None => Ok((checked_integer(runtime, expr, "max"), None)),
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
        None => {
            let units = checked_integer(runtime, expr, "units");
            let there = located(runtime, at(expr));
            Ok((quote_spanned!(at(expr)=> #there::Duration::#constructor(#units)), None))
        }
    }
}

/// The limit that the builder `check` takes, of type `Duration`.
pub(crate) fn limit(runtime: &TokenStream, key: &str, check: &str, form: Form, expr: &Expr) -> Valued<Limit> {
    let (tokens, known) = duration(runtime, key, form, expr, false)?;
    Ok(match known {
        Some(known) => (tokens, Some(Limit::After(known))),
        None => (checked(runtime, expr, check, &tokens), None),
    })
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
        Literal::Negative(positive) => negative(key, expr, positive),
        Literal::Other => Ok(quote!(#expr)),
    }
}

/// A literal number, or `None` for a const expression.
fn number(key: &str, expr: &Expr, kind: &str) -> syn::Result<Option<f64>> {
    let parsed = match literal(expr) {
        Literal::Lit(Lit::Float(float)) => float.base10_parse::<f64>(),
        Literal::Lit(Lit::Int(int)) => int.base10_parse::<f64>(),
        Literal::Lit(lit) => {
            let inside = match lit {
                Lit::Str(text) => text.value(),
                _ => String::new(),
            };
            // `jitter = "full"` and `multiplier = "2.0"` lack nothing but their quotes.
            let bare = inside.parse::<f64>().is_ok() || JITTERS.iter().any(|(ours, ..)| *ours == inside);
            let cure = if bare {
                format!(": write `{key} = {inside}`")
            } else {
                String::new()
            };
            return fail(expr, format!("`{key}` is {kind}{cure}"));
        }
        Literal::Negative(positive) => return negative(key, expr, positive),
        Literal::Other => return Ok(None),
    };
    match parsed {
        Ok(number) if number.is_finite() => Ok(Some(number)),
        _ => fail(expr, format!("`{key}` must be finite: it is {kind}")),
    }
}

/// The multiplier, of type `f64`.
pub(crate) fn multiplier(runtime: &TokenStream, expr: &Expr) -> Valued<f64> {
    match number("multiplier", expr, "a number, 1.0 or more")? {
        Some(number) if number < 1.0 => fail(expr, "`multiplier` must be at least 1.0: delays do not shrink"),
        Some(number) => Ok((quote!(#number), Some(number))),
        None => Ok((checked_number(runtime, expr, "multiplier"), None)),
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
            let variant = Ident::new(variant, word.span());
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
        None => Ok((checked_number(runtime, expr, "jitter"), None)),
    }
}

fn word(expr: &Expr) -> Option<&Ident> {
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
pub(crate) fn variable(key: &str, expr: &Expr) -> syn::Result<Ident> {
    match word(expr) {
        Some(name) if name != "self" && name != "Self" && name != "super" => Ok(name.clone()),
        _ => fail(
            expr,
            format!("`{key}` is the name that the attempt has in the body: `{key} = attempt`"),
        ),
    }
}
