//! The values of keys: checked where they are literals, else const expressions that const evaluation will check.

use std::time::Duration;

use quote::quote;
use syn::{Expr, ExprUnary, Ident, Lit, UnOp};

use super::bounds;
use crate::parse::keys::ValueForm;
use crate::parse::unknown;

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
pub(super) enum Literal<'a> {
    Lit(&'a Lit),
    Negative(&'a Lit),
    Other,
}

pub(super) fn literal(expr: &Expr) -> Literal<'_> {
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

pub(super) fn fail<T>(expr: &Expr, message: impl std::fmt::Display) -> syn::Result<T> {
    Err(syn::Error::new_spanned(expr, message))
}

/// The literal as it is written.
fn shown(lit: &Lit) -> String {
    quote!(#lit).to_string()
}

/// An integer literal, or `None` for a const expression.
fn integer(key: &str, expr: &Expr, bounds: &bounds::Integer) -> syn::Result<Option<u64>> {
    let lit = match literal(expr) {
        Literal::Lit(lit) => lit,
        Literal::Negative(_) => return fail(expr, format!("`{key}` {}", bounds.negative)),
        Literal::Other => return Ok(None),
    };
    let cure = match lit {
        Lit::Int(int) if is_integer_suffix(int.suffix()) => {
            let number = int.base10_parse().map(Some);
            return number.or_else(|_| fail(expr, format!("`{key}` {}", bounds.most)));
        }
        Lit::Int(int) => with_unit(key, int.base10_digits(), int.suffix()),
        Lit::Float(float) => whole(key, float),
        Lit::Str(text) => in_quotes(key, text.value().trim()),
        _ => None,
    };
    let cure = cure.map_or_else(String::new, |cure| format!(": write `{cure}`"));
    fail(
        expr,
        format!("`{key}` must be a whole number, not {}{cure}", shown(lit)),
    )
}

fn is_integer_suffix(suffix: &str) -> bool {
    suffix.is_empty()
        || (suffix.starts_with(['u', 'i']) && (suffix.ends_with("size") || suffix[1..].parse::<u8>().is_ok()))
}

/// How `10ms` is written for `key`.
fn with_unit(key: &str, number: &str, unit: &str) -> Option<String> {
    let in_unit = number
        .parse()
        .ok()
        .and_then(|number| unknown::in_unit(stem(key), number, unit));
    in_unit.or_else(|| Some(format!("{key} = {number}")))
}

/// How a float is written that is whole in another unit.
fn whole(key: &str, float: &syn::LitFloat) -> Option<String> {
    let number = float.base10_parse::<f64>().ok()?;
    let is_whole = |number: f64| number.fract() == 0.0 && number < 1e15;
    let thousandfold = (number * 1000.0).round();
    if is_whole(number) {
        return Some(format!("{key} = {number:.0}"));
    }
    if !is_whole(thousandfold) || (number * 1000.0 - thousandfold).abs() > 1e-6 {
        return None;
    }
    if let Some(stem) = key.strip_suffix("_secs") {
        return Some(format!("{stem}_ms = {thousandfold:.0}"));
    }
    let stem = key.strip_suffix("_ms")?;
    Some(format!("{stem} = Duration::from_micros({thousandfold:.0})"))
}

/// How what stands in quotes is written without them: a number, a time with its unit, or a word.
fn in_quotes(key: &str, text: &str) -> Option<String> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    match (number, unit.trim()) {
        ("", "unlimited") if key == "max" => Some("max = unlimited".to_owned()),
        ("", _) => None,
        (number, "") => Some(format!("{key} = {number}")),
        (number, unit) => with_unit(key, number, unit),
    }
}

/// The number of attempts, or the word for as many as it takes.
pub(crate) fn attempts(expr: &Expr) -> syn::Result<Value<u32>> {
    match name(expr).as_deref() {
        Some("unlimited") => return Ok(Value::Known(u32::MAX)),
        Some(word) if ENDLESS.contains(&word) => {
            return fail(expr, "as many attempts as it takes are `max = unlimited`");
        }
        _ => {}
    }
    let known = match integer("max", expr, &bounds::MAX)? {
        Some(0) => return fail(expr, format!("`max` {}", bounds::ZERO_MAX)),
        Some(max) => match u32::try_from(max) {
            Ok(max) => Some(max),
            Err(_) => return fail(expr, format!("`max` {}", bounds::MAX.most)),
        },
        None => None,
    };
    Ok(Value::of(known, expr))
}

/// Words for what has no end.
const ENDLESS: &[&str] = &[
    "none",
    "None",
    "infinite",
    "infinity",
    "inf",
    "forever",
    "always",
    "endless",
    "unbounded",
    "no_limit",
    "nolimit",
    "Unlimited",
    "Infinite",
];

/// Words for what is not there.
const NOTHING: &[&str] = &["none", "None", "no", "off", "zero", "never", "disabled"];

/// A delay of the key `key`.
pub(crate) fn delay(key: &str, form: ValueForm, expr: &Expr) -> syn::Result<Time> {
    if let Some(word) = name(expr) {
        let nothing = NOTHING.contains(&&*word);
        let endless = word == "unlimited" || ENDLESS.contains(&&*word);
        if (endless && !nothing) || (nothing && stem(key) == "max_delay") {
            return fail(
                expr,
                format!("a delay has an end: write `{} = Duration::MAX`", stem(key)),
            );
        }
        if nothing {
            return fail(expr, "no delay is `delay_ms = 0`");
        }
    }
    time(key, form, expr, &bounds::DELAY)
}

/// A limit on the call or its attempts.
pub(crate) fn limit(key: &str, form: ValueForm, expr: &Expr) -> syn::Result<Time> {
    if name(expr).is_some_and(|word| word == "unlimited" || NOTHING.contains(&&*word) || ENDLESS.contains(&&*word)) {
        return fail(
            expr,
            format!(
                "there is no limit without `{key}`: leave it out; `overrides = RetryOverrides::new().no_{}()` takes away one \
                 that `config` has",
                stem(key)
            ),
        );
    }
    let time = time(key, form, expr, &bounds::LIMIT)?;
    if time.known() == Some(Duration::ZERO) {
        return fail(expr, format!("`{key}` {}", bounds::ZERO_LIMIT));
    }
    Ok(time)
}

/// A key of a time without its unit.
fn stem(key: &str) -> &str {
    key.strip_suffix("_ms").or(key.strip_suffix("_secs")).unwrap_or(key)
}

fn time(key: &str, form: ValueForm, expr: &Expr, bounds: &bounds::Integer) -> syn::Result<Time> {
    match form {
        ValueForm::Millis => Ok(Time::Millis(Value::of(integer(key, expr, bounds)?, expr))),
        ValueForm::Secs => Ok(Time::Secs(Value::of(integer(key, expr, bounds)?, expr))),
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
        | ValueForm::Flag
        | ValueForm::Names => {
            no_literal(key, expr, bounds)?;
            Ok(Time::Duration(Box::new(expr.clone())))
        }
    }
}

/// A number is no `Duration`.
fn no_literal(key: &str, expr: &Expr, bounds: &bounds::Integer) -> syn::Result<()> {
    let lit = match literal(expr) {
        Literal::Lit(lit) => lit,
        Literal::Negative(_) => return fail(expr, format!("`{key}` {}", bounds.negative)),
        Literal::Other => return Ok(()),
    };
    match lit {
        Lit::Int(int) if is_integer_suffix(int.suffix()) => {
            let number = int.base10_digits();
            fail(
                expr,
                format!("`{key}` needs a unit: write `{key}_ms = {number}` or `{key}_secs = {number}`"),
            )
        }
        Lit::Int(_) | Lit::Float(_) | Lit::Str(_) => {
            let text = shown(lit);
            let cure = in_quotes(key, text.trim_matches('"')).filter(|cure| !cure.starts_with(&format!("{key} = ")));
            let cure = cure.unwrap_or_else(|| format!("{key}_ms = …` or `{key}_secs = …"));
            fail(expr, format!("`{key}` is a `Duration`, not {text}: write `{cure}`"))
        }
        _ => fail(expr, format!("`{key}` is a `Duration`, not {}", shown(lit))),
    }
}

/// A literal number, or `None` for a const expression.
fn number(key: &str, expr: &Expr, must_be: &str) -> syn::Result<Option<f64>> {
    let parse = |lit: &Lit| match lit {
        Lit::Float(float) => float.base10_parse::<f64>().ok(),
        Lit::Int(int) => int.base10_parse::<f64>().ok(),
        _ => None,
    };
    let lit = match literal(expr) {
        Literal::Lit(lit) => lit,
        Literal::Negative(positive) => return Ok(parse(positive).map(|number| -number)),
        Literal::Other => return Ok(None),
    };
    if let Some(number) = parse(lit) {
        return Ok(Some(number));
    }
    // `jitter = "full"` and `multiplier = "2.0"` have only their quotes too many.
    let inside = match lit {
        Lit::Str(text) => text.value(),
        _ => String::new(),
    };
    let bare = inside.parse::<f64>().is_ok() || (key == "jitter" && JITTERS.iter().any(|(ours, _)| *ours == inside));
    let cure = if bare {
        format!(": write `{key} = {inside}`")
    } else {
        String::new()
    };
    fail(expr, format!("`{key}` {must_be}, not {}{cure}", shown(lit)))
}

/// The growth of the delays.
pub(crate) fn multiplier(expr: &Expr) -> syn::Result<Value<f64>> {
    if name(expr).is_some_and(|word| NOTHING.contains(&&*word)) {
        return fail(expr, "delays that do not grow are `multiplier = 1.0`");
    }
    match number("multiplier", expr, "must be a number")? {
        Some(number) if number < 1.0 || !number.is_finite() => {
            fail(expr, format!("`multiplier` {}", bounds::MULTIPLIER))
        }
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
    if let Some(name) = name(expr) {
        if let Some((_, known)) = JITTERS.iter().find(|(ours, _)| *ours == name) {
            return Ok(Value::Known(*known));
        }
        if name.chars().all(|c| c.is_lowercase() || c == '_') {
            return fail(expr, format!("`jitter` {}, not `{name}`", bounds::JITTER));
        }
    }
    if let Some(kind) = variant(expr) {
        return Ok(Value::Known(kind));
    }
    match number("jitter", expr, bounds::JITTER)? {
        Some(factor) if !(0.0..=1.0).contains(&factor) => fail(expr, format!("`jitter` {}", bounds::FACTOR)),
        known => Ok(Value::of(known.map(Jitter::Factor), expr)),
    }
}

/// `Jitter::Full` and the like, by whatever path, and `Full` alone.
fn variant(expr: &Expr) -> Option<Jitter> {
    match expr {
        Expr::Path(path) if path.qself.is_none() => {
            let mut segments = path.path.segments.iter().rev();
            let name = segments.next()?.ident.to_string();
            let is_variant =
                segments.next().is_none_or(|ty| ty.ident == "Jitter") && name.starts_with(char::is_uppercase);
            let lower = name.to_lowercase();
            // `FULL` is a constant.
            let known = JITTERS
                .iter()
                .find(|(ours, _)| is_variant && *ours == lower && name[1..] == lower[1..]);
            known.map(|(_, kind)| *kind)
        }
        Expr::Group(group) => variant(&group.expr),
        _ => None,
    }
}

/// [`word`], as it is written.
fn name(expr: &Expr) -> Option<String> {
    word(expr).map(Ident::to_string)
}

pub(super) fn word(expr: &Expr) -> Option<&Ident> {
    match expr {
        Expr::Path(path) if path.qself.is_none() => path.path.get_ident(),
        Expr::Group(group) => word(&group.expr),
        _ => None,
    }
}
