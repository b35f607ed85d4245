//! The values of keys: checked where they are literals, else const expressions that const evaluation will check.

use std::time::Duration;

use quote::quote;
use syn::{Expr, ExprUnary, Ident, Lit, UnOp};

use crate::parse::keys::ValueForm;

/// What a key is set to.
pub(crate) enum Value<T> {
    Known(T),
    Expr(Box<Expr>),
}

impl<T: Copy> Value<T> {
    pub(crate) fn known(&self) -> Option<T> {
        match self {
            Self::Known(value) => Some(*value),
            Self::Expr(_) => None,
        }
    }

    fn of(known: Option<T>, expr: &Expr) -> Self {
        known.map_or_else(|| Self::Expr(Box::new(expr.clone())), Self::Known)
    }
}

/// A span of time, as it is written.
pub(crate) enum Time {
    Millis(Value<u64>),
    Secs(Value<u64>),
    /// A const expression of type `Duration`.
    Duration(Box<Expr>),
}

impl Time {
    pub(crate) fn known(&self) -> Option<Duration> {
        match self {
            Self::Millis(number) => number.known().map(Duration::from_millis),
            Self::Secs(number) => number.known().map(Duration::from_secs),
            Self::Duration(_) => None,
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Jitter {
    None,
    Full,
    Equal,
    Decorrelated,
    Factor(f64),
}

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

/// The number of attempts, or the word for as many as it takes.
pub(crate) fn attempts(expr: &Expr) -> syn::Result<Value<u32>> {
    if word(expr).is_some_and(|word| word == "unlimited") {
        return Ok(Value::Known(u32::MAX));
    }
    let known = match integer("max", expr)? {
        Some(0) => {
            return fail(
                expr,
                "`max` must be at least 1: it counts all attempts, the first included",
            );
        }
        Some(max) => match u32::try_from(max) {
            Ok(max) => Some(max),
            Err(_) => return fail(expr, "`max` is too large: at most 4294967295 attempts"),
        },
        None => None,
    };
    Ok(Value::of(known, expr))
}

/// A span of time of the key `key`.
pub(crate) fn time(key: &str, form: ValueForm, expr: &Expr) -> syn::Result<Time> {
    match form {
        ValueForm::Millis => Ok(Time::Millis(Value::of(integer(key, expr)?, expr))),
        ValueForm::Secs => Ok(Time::Secs(Value::of(integer(key, expr)?, expr))),
        ValueForm::Duration
        // No key of a time has one of these. By name, so that a new form of a time is not taken for a `Duration`.
        | ValueForm::Count
        | ValueForm::Number
        | ValueForm::Jitter
        | ValueForm::Expr
        | ValueForm::Text
        | ValueForm::Switch
        | ValueForm::Variable
        | ValueForm::Path
        | ValueForm::Names => {
            no_literal(key, expr)?;
            Ok(Time::Duration(Box::new(expr.clone())))
        }
    }
}

/// [`time`], for a key that limits the call or its attempts.
pub(crate) fn limit(key: &str, form: ValueForm, expr: &Expr) -> syn::Result<Time> {
    let time = time(key, form, expr)?;
    if time.known() == Some(Duration::ZERO) {
        return fail(
            expr,
            format!("`{key}` must be longer than zero; leave it out for no limit"),
        );
    }
    Ok(time)
}

/// A number is no `Duration`.
fn no_literal(key: &str, expr: &Expr) -> syn::Result<()> {
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
        Literal::Other => Ok(()),
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
            let bare = inside.parse::<f64>().is_ok() || JITTERS.iter().any(|(ours, _)| *ours == inside);
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

/// The growth of the delays.
pub(crate) fn multiplier(expr: &Expr) -> syn::Result<Value<f64>> {
    match number("multiplier", expr, "a number, 1.0 or more")? {
        Some(number) if number < 1.0 => fail(expr, "`multiplier` must be at least 1.0: delays do not shrink"),
        known => Ok(Value::of(known, expr)),
    }
}

const JITTERS: &[(&str, Jitter)] = &[
    ("none", Jitter::None),
    ("full", Jitter::Full),
    ("equal", Jitter::Equal),
    ("decorrelated", Jitter::Decorrelated),
];

/// A word for a kind of jitter, or a factor.
pub(crate) fn jitter(expr: &Expr) -> syn::Result<Value<Jitter>> {
    const KINDS: &str = "`none`, `full`, `equal`, `decorrelated`, or a factor from 0.0 to 1.0";
    if let Some(word) = word(expr) {
        let name = word.to_string();
        if let Some((_, known)) = JITTERS.iter().find(|(ours, _)| *ours == name) {
            return Ok(Value::Known(*known));
        }
        if name.chars().all(|c| c.is_lowercase() || c == '_') {
            let near = JITTERS
                .iter()
                .map(|(ours, _)| *ours)
                .max_by(|a, b| strsim::jaro_winkler(&name, a).total_cmp(&strsim::jaro_winkler(&name, b)));
            return match near.filter(|near| strsim::jaro_winkler(&name, near) > 0.8) {
                Some(near) => fail(expr, format!("unknown jitter `{name}`; did you mean `{near}`?")),
                None => fail(expr, format!("unknown jitter `{name}`; it is {KINDS}")),
            };
        }
    }
    if let Some(kind) = variant(expr) {
        return Ok(Value::Known(kind));
    }
    match number("jitter", expr, KINDS)? {
        Some(factor) if factor > 1.0 => fail(expr, "`jitter` is a factor from 0.0 to 1.0"),
        known => Ok(Value::of(known.map(Jitter::Factor), expr)),
    }
}

/// `Jitter::Full` and the like, by whatever path.
fn variant(expr: &Expr) -> Option<Jitter> {
    match expr {
        Expr::Path(path) if path.qself.is_none() => {
            let mut segments = path.path.segments.iter().rev();
            let (name, ty) = (segments.next()?, segments.next()?);
            let name = name.ident.to_string();
            let is_variant = ty.ident == "Jitter" && name.starts_with(char::is_uppercase);
            let known = JITTERS
                .iter()
                .find(|(ours, _)| is_variant && *ours == name.to_lowercase());
            known.map(|(_, kind)| *kind)
        }
        Expr::Group(group) => variant(&group.expr),
        _ => None,
    }
}

fn word(expr: &Expr) -> Option<&Ident> {
    match expr {
        Expr::Path(path) if path.qself.is_none() => path.path.get_ident(),
        Expr::Group(group) => word(&group.expr),
        _ => None,
    }
}

/// A string literal, or a const expression.
pub(crate) fn string(key: &str, expr: &Expr) -> syn::Result<()> {
    match literal(expr) {
        Literal::Lit(Lit::Str(_)) | Literal::Other => Ok(()),
        Literal::Lit(_) | Literal::Negative(_) => fail(
            expr,
            format!("`{key}` is a string: write `{key} = \"…\"`, or a const expression"),
        ),
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

/// The word `on` or `off`.
pub(crate) fn switch(key: &str, expr: &Expr) -> syn::Result<bool> {
    match word(expr) {
        Some(word) if word == "on" => Ok(true),
        Some(word) if word == "off" => Ok(false),
        _ => fail(expr, format!("`{key}` is a word: write `{key} = off`, or leave it out")),
    }
}
