//! What one attribute says, checked: values by `values`, and the keys against each other here.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Expr, FnArg, Signature};

use crate::args::{Value, Written};
use crate::clones::{self, Clones};
use crate::errors::Errors;
use crate::keys::Key;
use crate::numbers::Numbers;
use crate::tokens::mentions;
use crate::values;

/// One attribute's policy.
#[derive(Default)]
pub(crate) struct Policy {
    /// The run-time configuration that the settings are laid over.
    pub(crate) config: Option<TokenStream>,
    pub(crate) settings: Vec<Setting>,
    pub(crate) numbers: Numbers,
    pub(crate) classify: Classify,
    pub(crate) backoff: Option<TokenStream>,
    pub(crate) on_retry: Option<TokenStream>,
    pub(crate) budget: Option<TokenStream>,
    pub(crate) context: Option<Ident>,
    pub(crate) fallback: Option<TokenStream>,
    /// A string literal.
    pub(crate) name: Option<TokenStream>,
    /// The attribute has mistakes.
    pub(crate) broken: bool,
}

/// Who decides what is retried.
#[derive(Default)]
pub(crate) enum Classify {
    /// The error's `Transient`.
    #[default]
    Error,
    /// The key `when`.
    When(TokenStream),
    /// The key `classify`.
    Result(TokenStream),
}

/// A value of `RetryConfig`.
pub(crate) struct Setting {
    /// The builder of `RetryConfig`.
    pub(crate) builder: Ident,
    pub(crate) value: TokenStream,
}

impl Policy {
    /// Whether an attempt or the call may be cut, as far as can be known here.
    pub(crate) fn limited(&self) -> bool {
        self.config.is_some()
            || self
                .settings
                .iter()
                .any(|setting| setting.builder == "timeout" || setting.builder == "attempt_timeout")
    }

    /// Whether nothing but the error's own `Transient` is asked of an attempt.
    pub(crate) fn asks_error_alone(&self) -> bool {
        let asks_more = self.backoff.is_some() || self.budget.is_some() || self.on_retry.is_some();
        matches!(self.classify, Classify::Error) && !self.broken && !asks_more
    }

    /// The expressions that run in the function's body.
    pub(crate) fn expressions(&mut self) -> impl Iterator<Item = &mut TokenStream> {
        let classify = match &mut self.classify {
            Classify::Error => None,
            Classify::When(expr) | Classify::Result(expr) => Some(expr),
        };
        [
            self.config.as_mut(),
            classify,
            self.backoff.as_mut(),
            self.on_retry.as_mut(),
            self.budget.as_mut(),
            self.fallback.as_mut(),
        ]
        .into_iter()
        .flatten()
    }
}

pub(crate) fn read(
    written: Vec<Written>,
    runtime: &TokenStream,
    signature: &Signature,
    errors: &mut Errors,
) -> (Policy, Clones) {
    let mut policy = Policy::default();
    let mut clones = Clones::None;
    let written = unambiguous(written, errors);
    for argument in &written {
        match &argument.value {
            Value::Flag => clones = Clones::All,
            Value::Names(names) => {
                for name in names {
                    clones::check(name, signature, errors);
                }
                clones = Clones::Some(names.clone());
            }
            Value::Path(_) => {}
            Value::Expr(expr) => {
                if let Err(error) = policy.set(argument, expr, runtime) {
                    errors.push(error);
                }
            }
        }
    }
    check_reach(&policy, &written, errors);
    if let Some(name) = policy.context.as_ref().filter(|name| is_argument(name, signature)) {
        errors.at(
            name,
            format!("`{name}` is an argument, which `context` would hide: write `context = attempt`, or another name"),
        );
        policy.context = None;
    }
    (policy, clones)
}

/// Keys that say one thing in two ways.
const EXCLUSIVE: &[(Key, Key, &str)] = &[
    (Key::When, Key::Classify, "both decide what is retried"),
    (Key::Backoff, Key::Delay, "both set the delays"),
    (Key::Backoff, Key::Multiplier, "both set the delays"),
    (Key::Backoff, Key::MaxDelay, "both set the delays"),
    (Key::Backoff, Key::Jitter, "both set the delays"),
];

/// The arguments without those that say again what an earlier one has said.
fn unambiguous(written: Vec<Written>, errors: &mut Errors) -> Vec<Written> {
    let mut all: Vec<Written> = Vec::new();
    for argument in written {
        let name = argument.spelling.name;
        let message = all.iter().find_map(|before| {
            let before_name = before.spelling.name;
            if before.spelling.key == argument.spelling.key {
                return Some(if before_name == name {
                    format!("`{name}` is given twice")
                } else {
                    format!("`{before_name}` already sets this: give one of `{before_name}` and `{name}`")
                });
            }
            let keys = [before.spelling.key, argument.spelling.key];
            let (_, _, why) = EXCLUSIVE
                .iter()
                .find(|(one, other, _)| keys == [*one, *other] || keys == [*other, *one])?;
            Some(format!(
                "`{name}` cannot be given beside `{before_name}`: {why}; leave out one of them"
            ))
        });
        match message {
            Some(message) => errors.at(&argument.key, message),
            None => all.push(argument),
        }
    }
    all
}

fn is_argument(name: &Ident, signature: &Signature) -> bool {
    signature
        .inputs
        .iter()
        .any(|input| matches!(input, FnArg::Typed(argument) if mentions(argument.pat.to_token_stream(), name)))
}

/// Keeps what is known of a value, and gives its tokens.
fn known<T>((tokens, known): (TokenStream, Option<T>), number: &mut Option<T>) -> TokenStream {
    *number = known;
    tokens
}

/// The mistake of a policy whose delays leave no time for all its attempts, at the value that limits the time.
fn check_reach(policy: &Policy, written: &[Written], errors: &mut Errors) {
    let find = |key| written.iter().find(|argument| argument.spelling.key == key);
    // Who writes a limit and no delay means "as often as that allows". With `config` the delays are not known here.
    if find(Key::Delay).is_none() || policy.config.is_some() || errors.any() {
        return;
    }
    let timeout = find(Key::Timeout);
    let (
        Some((attempt, least)),
        Some(Written {
            spelling,
            value: Value::Expr(value),
            ..
        }),
    ) = (policy.numbers.unreachable(), timeout)
    else {
        return;
    };
    let possible = attempt - 1;
    errors.at(
        value,
        format!(
            "attempt {attempt} can never start: the delays before it take at least {least:?}, and `{}` ends the call \
             before; allow more time, shorten the delays, or write `max = {possible}`",
            spelling.name
        ),
    );
}

impl Policy {
    fn set(&mut self, argument: &Written, expr: &Expr, runtime: &TokenStream) -> syn::Result<()> {
        let (key, name, form) = (argument.spelling.key, argument.spelling.name, argument.spelling.form);
        let numbers = &mut self.numbers;
        let (builder, value) = match key {
            Key::Max => ("max", known(values::attempts(runtime, expr)?, &mut numbers.max)),
            Key::Delay => (
                "delay",
                known(values::duration(runtime, name, form, expr, true)?, &mut numbers.delay),
            ),
            Key::Multiplier => (
                "multiplier",
                known(values::multiplier(runtime, expr)?, &mut numbers.multiplier),
            ),
            Key::MaxDelay => (
                "max_delay",
                known(
                    values::duration(runtime, name, form, expr, true)?,
                    &mut numbers.max_delay,
                ),
            ),
            Key::Jitter => ("jitter", known(values::jitter(runtime, expr)?, &mut numbers.jitter)),
            Key::Timeout => (
                "timeout",
                known(
                    values::limit(runtime, name, "timeout", form, expr)?,
                    &mut numbers.timeout,
                ),
            ),
            Key::AttemptTimeout => (
                "attempt_timeout",
                known(
                    values::limit(runtime, name, "attempt_timeout", form, expr)?,
                    &mut numbers.attempt_timeout,
                ),
            ),
            _ => return self.set_expression(key, name, expr),
        };
        // A value of a wrong type is said where it stands.
        let span = expr
            .to_token_stream()
            .into_iter()
            .next()
            .map_or_else(|| argument.key.span(), |token| token.span());
        let span = Span::mixed_site().located_at(span);
        self.settings.push(Setting {
            builder: Ident::new(builder, span),
            value,
        });
        Ok(())
    }

    fn set_expression(&mut self, key: Key, name: &str, expr: &Expr) -> syn::Result<()> {
        let tokens = quote!(#expr);
        match key {
            Key::When => self.classify = Classify::When(tokens),
            Key::Classify => self.classify = Classify::Result(tokens),
            Key::Backoff => self.backoff = Some(tokens),
            Key::Config => self.config = Some(tokens),
            Key::OnRetry => self.on_retry = Some(tokens),
            Key::Budget => self.budget = Some(tokens),
            Key::Fallback => self.fallback = Some(tokens),
            Key::Context => self.context = Some(values::variable(name, expr)?),
            Key::Name => {
                values::string(name, expr)?;
                self.name = Some(tokens);
            }
            _ => {}
        }
        Ok(())
    }
}
