//! The policy in generated code: a constant, or a run-time configuration under the keys beside it.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::Expr;
use syn::spanned::Spanned;

use super::runtime::Runtime;
use crate::plan::numbers::Setting;
use crate::plan::policy::Policy;
use crate::plan::values::{Jitter, Time, Value};
use crate::tokens::braced;

/// Statements that bind a run-time configuration, and the expression of type `&RetryConfig`.
pub(super) fn config(policy: &Policy, runtime: &Runtime) -> (TokenStream, TokenStream) {
    let span = runtime.span;
    let (bind, config) = written(policy, runtime);
    match &policy.expressions.overrides {
        None => (bind, config),
        Some(overrides) => (
            quote_spanned! {span=>
                #bind
                let config = #runtime::overridden(#overrides, #config);
            },
            quote_spanned!(span=> &config),
        ),
    }
}

/// What the attribute itself says.
fn written(policy: &Policy, runtime: &Runtime) -> (TokenStream, TokenStream) {
    let span = runtime.span;
    match &policy.expressions.config {
        None => {
            let (max, others): (Vec<_>, Vec<_>) = policy
                .settings
                .iter()
                .partition(|(setting, _)| matches!(setting, Setting::Max(_)));
            let new = if let Some((setting, at)) = max.first() {
                let Builder { value, .. } = builder(setting, *at, runtime);
                let attempts = Ident::new("attempts", *at);
                quote_spanned!(span=> #runtime::#attempts(#value))
            } else {
                quote_spanned!(span=> #runtime::RetryConfig::new())
            };
            let builders = others.into_iter().map(|(setting, at)| {
                let Builder { name, value, .. } = builder(setting, *at, runtime);
                quote_spanned!(span=> .#name(#value))
            });
            let config = quote_spanned!(span=> const { &#new #(#builders)* });
            (TokenStream::new(), config)
        }
        Some(config) => {
            let over = policy
                .settings
                .iter()
                .map(|(setting, at)| match builder(setting, *at, runtime) {
                    Builder {
                        name,
                        value,
                        known: true,
                    } => quote_spanned!(span=> .#name(#value)),
                    Builder {
                        name,
                        value,
                        known: false,
                    } => quote_spanned!(span=> .#name(const { #value })),
                });
            let bind = quote_spanned!(span=> let config = #runtime::configured(#config)#(#over)*;);
            (bind, quote_spanned!(span=> &config))
        }
    }
}

/// A builder of `RetryConfig`, and its argument.
struct Builder {
    name: Ident,
    value: TokenStream,
    /// The argument holds none of the user's expressions, which are for a const context.
    known: bool,
}

fn builder(setting: &Setting, at: Span, runtime: &Runtime) -> Builder {
    // A value of a wrong type is reported where it stands.
    let known = |name: &str, value| Builder {
        name: Ident::new(name, at),
        value,
        known: true,
    };
    let expr = |name: &str, value| Builder {
        name: Ident::new(name, at),
        value,
        known: false,
    };
    let time = |field: &str, limits: bool, time: &Time| match time {
        Time::Millis(Value::Known(number)) => {
            known(&format!("{field}_ms"), literal(Literal::u64_unsuffixed(*number), at))
        }
        Time::Secs(Value::Known(number)) => {
            known(&format!("{field}_secs"), literal(Literal::u64_unsuffixed(*number), at))
        }
        Time::Millis(Value::Expr(number)) => expr(field, units(field, "ms", "from_millis", number, runtime)),
        Time::Secs(Value::Expr(number)) => expr(field, units(field, "secs", "from_secs", number, runtime)),
        Time::Duration(duration) => {
            let value = typed(&format!("{field}_duration"), duration, runtime);
            expr(
                field,
                if limits {
                    checked(field, &value, duration, runtime)
                } else {
                    value
                },
            )
        }
    };
    match setting {
        Setting::Max(Value::Known(u32::MAX)) => known("max", quote_spanned!(at=> #runtime::RetryConfig::UNLIMITED)),
        Setting::Max(Value::Known(max)) => known("max", literal(Literal::u32_unsuffixed(*max), at)),
        Setting::Max(Value::Expr(max)) => expr("max", checked("max", &integer("max", max, runtime), max, runtime)),
        Setting::Multiplier(Value::Known(number)) => known("multiplier", literal(Literal::f64_unsuffixed(*number), at)),
        Setting::Multiplier(Value::Expr(number)) => {
            expr("multiplier", checked("multiplier", &float(number), number, runtime))
        }
        Setting::Jitter(Value::Known(kind)) => known("jitter", jitter(*kind, at, runtime)),
        Setting::Jitter(Value::Expr(value)) => {
            let at = self::at(value);
            let value = checked("JitterValue", value, value, runtime);
            expr("jitter", quote_spanned!(at=> #value.factor_or_jitter()))
        }
        Setting::Delay(delay) => time("delay", false, delay),
        Setting::MaxDelay(delay) => time("max_delay", false, delay),
        Setting::Timeout(limit) => time("timeout", true, limit),
        Setting::AttemptTimeout(limit) => time("attempt_timeout", true, limit),
    }
}

fn literal(mut literal: Literal, at: Span) -> TokenStream {
    literal.set_span(at);
    literal.into_token_stream()
}

fn jitter(kind: Jitter, at: Span, runtime: &Runtime) -> TokenStream {
    let variant = match kind {
        Jitter::Factor(factor) => {
            let factor = literal(Literal::f64_unsuffixed(factor), at);
            return quote_spanned!(at=> #runtime::Jitter::Factor(#factor));
        }
        Jitter::None => "None",
        Jitter::Full => "Full",
        Jitter::Equal => "Equal",
        Jitter::Decorrelated => "Decorrelated",
    };
    let variant = Ident::new(variant, at);
    quote_spanned!(at=> #runtime::Jitter::#variant)
}

/// Where the conversion of a const expression stands, and the message if it cannot be converted.
fn at(expr: &Expr) -> Span {
    Span::mixed_site().located_at(expr.span())
}

/// `value`, of the const expression `expr`, by way of what checks it. All tokens stand at the expression: const
/// evaluation reports the call, from its first token to its last.
fn checked(check: &str, value: &impl ToTokens, expr: &Expr, runtime: &Runtime) -> TokenStream {
    let at = at(expr);
    let (runtime, check) = (runtime.at(at), Ident::new(check, at));
    quote_spanned!(at=> #runtime::checked::#check(#value))
}

/// The const expression, by way of what checks its type. In braces, so that the compiler says it of one place.
fn typed(check: &str, expr: &Expr, runtime: &Runtime) -> TokenStream {
    checked(check, &braced(expr.to_token_stream(), expr.span()), expr, runtime)
}

/// An integer of any type.
fn integer(field: &str, expr: &Expr, runtime: &Runtime) -> TokenStream {
    let number = typed(&format!("whole_{field}"), expr, runtime);
    quote_spanned!(at(expr)=> #number as u128)
}

/// A number of any type.
fn float(expr: &Expr) -> TokenStream {
    quote_spanned!(at(expr)=> (#expr) as f64)
}

/// A `Duration` of a number of units.
fn units(field: &str, unit: &str, constructor: &str, number: &Expr, runtime: &Runtime) -> TokenStream {
    let at = at(number);
    let units = checked(
        &format!("{field}_{unit}"),
        &integer(field, number, runtime),
        number,
        runtime,
    );
    let (runtime, constructor) = (runtime.at(at), Ident::new(constructor, at));
    quote_spanned!(at=> #runtime::Duration::#constructor(#units))
}
