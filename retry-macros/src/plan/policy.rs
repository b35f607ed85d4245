//! What one attribute says, checked: each value by `values`, and the keys against each other here.

use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use syn::{Expr, Path, Signature, parse_quote};

use super::clones::{self, Clones};
use super::constants::{self, is_argument};
use super::functions;
use super::impossible;
use super::numbers::{Numbers, Setting};
use super::values;
use super::words;
use crate::errors::Errors;
use crate::parse::args::{Arg, ArgValue};
use crate::parse::keys::Key;

/// One attribute's policy.
#[derive(Default)]
pub(crate) struct Policy {
    /// The values of `RetryConfig` in the order of the keys, and where a value of a wrong type is reported.
    pub(crate) settings: Vec<(Setting, Span)>,
    pub(crate) expressions: Expressions,
    /// The keys whose function is what a call without arguments makes; what is called stands in `expressions`.
    pub(crate) called: Vec<Key>,
    pub(crate) context: Option<Ident>,
    /// A const expression, most often a literal.
    pub(crate) name: Option<TokenStream>,
    /// It has no events.
    pub(crate) silent: bool,
    /// The attribute has mistakes.
    pub(crate) broken: bool,
}

/// The expressions that run in the function's body.
#[derive(Default)]
pub(crate) struct Expressions {
    /// The run-time configuration that the settings are laid over.
    pub(crate) config: Option<TokenStream>,
    /// What is laid over all of that.
    pub(crate) overrides: Option<TokenStream>,
    pub(crate) when: Option<TokenStream>,
    pub(crate) classify: Option<TokenStream>,
    pub(crate) backoff: Option<TokenStream>,
    pub(crate) on_retry: Option<TokenStream>,
    pub(crate) budget: Option<TokenStream>,
    pub(crate) fallback: Option<TokenStream>,
}

impl Expressions {
    /// All that are given.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut TokenStream> {
        // By name, so that none can be forgotten.
        let Self {
            config,
            overrides,
            when,
            classify,
            backoff,
            on_retry,
            budget,
            fallback,
        } = self;
        [config, overrides, when, classify, backoff, on_retry, budget, fallback]
            .into_iter()
            .flatten()
    }
}

impl Policy {
    /// Whether an attempt or the call may be cut, as far as can be known here.
    pub(crate) fn limited(&self) -> bool {
        let limits = |setting: &Setting| matches!(setting, Setting::Timeout(_) | Setting::AttemptTimeout(_));
        let Expressions { config, overrides, .. } = &self.expressions;
        config.is_some() || overrides.is_some() || self.settings.iter().any(|(setting, _)| limits(setting))
    }

    /// Whether nothing but the error's own `Transient` decides what follows an attempt.
    pub(crate) fn by_error_alone(&self) -> bool {
        let Expressions {
            when,
            classify,
            backoff,
            on_retry,
            budget,
            config: _,
            overrides: _,
            fallback: _,
        } = &self.expressions;
        let more = [when, classify, backoff, on_retry, budget];
        !self.broken && more.iter().all(|expression| expression.is_none())
    }

    /// Whether the error's own `Transient` decides what is retried.
    pub(crate) fn by_transient(&self) -> bool {
        !self.broken && self.expressions.when.is_none() && self.expressions.classify.is_none()
    }

    pub(crate) fn numbers(&self) -> Numbers {
        let base = match self.expressions.config {
            None => Numbers::default(),
            Some(_) => Numbers::UNKNOWN,
        };
        base.with(self.settings.iter().map(|(setting, _)| setting))
    }
}

/// One attribute.
pub(super) struct Read {
    pub(super) policy: Policy,
    pub(super) clones: Clones,
    /// Where `clone` stands.
    pub(super) clones_at: Span,
    pub(super) runtime: Option<Path>,
}

pub(super) fn read(
    args: Vec<Arg>,
    signature: &Signature,
    locals: &[Ident],
    blocking: bool,
    errors: &mut Errors,
) -> Read {
    let mut read = Read {
        policy: Policy::default(),
        clones: Clones::None,
        clones_at: Span::call_site(),
        runtime: None,
    };
    let args = unambiguous(args, errors);
    for arg in &args {
        match &arg.value {
            ArgValue::Flag if arg.spec.key == Key::Skip => {
                errors.at(
                    &arg.key,
                    "`skip` goes on a method of an `impl` block or a trait that `#[retry]` annotates",
                );
            }
            ArgValue::Flag => {
                read.clones = Clones::All;
                read.clones_at = arg.key.span();
            }
            ArgValue::Names(names) => {
                for name in names {
                    clones::check(name, signature, locals, errors);
                }
                read.clones = Clones::Some(names.clone());
            }
            ArgValue::Path(path) => read.runtime = Some(path.clone()),
            ArgValue::Expr(_) if blocking && arg.spec.key == Key::AttemptTimeout => {
                let message = format!(
                    "`{}` cannot cut an attempt of a blocking function: nothing interrupts it; set the time-out of the client that it calls, or `timeout`, which ends the call after an attempt",
                    arg.spec.name
                );
                errors.at(&arg.key, message);
            }
            ArgValue::Expr(expr) => {
                if let Err(error) = read.policy.set(arg, expr, signature, blocking) {
                    errors.push(error);
                }
            }
        }
    }
    let policy = &mut read.policy;
    if !errors.any() {
        impossible::check(&policy.numbers(), policy.expressions.backoff.is_some(), &args, errors);
    }
    if let Some(name) = policy.context.as_ref().filter(|name| is_argument(name, signature)) {
        errors.at(
            name,
            format!("`{name}` is an argument, which `context` would hide: write `context = attempt`, or another name"),
        );
        policy.context = None;
    }
    read
}

/// What is wrong with keys whatever the function.
pub(super) fn check_alone(args: &[Arg], errors: &mut Errors) {
    // Only a function has the arguments that they name.
    let args = args
        .iter()
        .filter(|arg| !matches!(arg.value, ArgValue::Names(_)))
        .cloned()
        .collect();
    read(args, &parse_quote!(fn of_a_block()), &[], false, errors);
}

/// Whether the two keys cannot stand beside each other.
pub(super) fn excludes(one: Key, other: Key) -> bool {
    EXCLUSIVE
        .iter()
        .any(|(a, b, _)| (*a, *b) == (one, other) || (*b, *a) == (one, other))
}

/// Keys that say one thing in two ways.
const EXCLUSIVE: &[(Key, Key, &str)] = &[
    (Key::When, Key::Classify, "both decide what is retried"),
    (Key::Backoff, Key::Delay, "both set the delays"),
    (Key::Backoff, Key::Multiplier, "both set the delays"),
    (Key::Backoff, Key::Jitter, "both set the delays"),
];

/// The arguments without those that say again what an earlier one has said.
fn unambiguous(args: Vec<Arg>, errors: &mut Errors) -> Vec<Arg> {
    let mut all: Vec<Arg> = Vec::new();
    for arg in args {
        let name = arg.spec.name;
        let message = all.iter().find_map(|before| {
            let before_name = before.spec.name;
            if before.spec.key == arg.spec.key {
                return Some(if before_name == name {
                    format!("`{name}` is given twice")
                } else {
                    format!("`{before_name}` and `{name}` set the same: give one of them")
                });
            }
            let keys = [before.spec.key, arg.spec.key];
            let (_, _, why) = EXCLUSIVE
                .iter()
                .find(|(one, other, _)| keys == [*one, *other] || keys == [*other, *one])?;
            Some(format!(
                "`{name}` cannot be given beside `{before_name}`: {why}; leave out one of them"
            ))
        });
        match message {
            Some(message) => errors.at(&arg.key, message),
            None => all.push(arg),
        }
    }
    all
}

impl Policy {
    fn set(&mut self, arg: &Arg, expr: &Expr, signature: &Signature, blocking: bool) -> syn::Result<()> {
        let (key, name, form) = (arg.spec.key, arg.spec.name, arg.spec.form);
        constants::check(key, name, form, expr, signature)?;
        functions::check(key, name, expr, blocking)?;
        let expressions = &mut self.expressions;
        let made = functions::without_arguments(expr, signature);
        if made.is_some() {
            self.called.push(key);
        }
        let function: &dyn ToTokens = made.map_or(expr as _, |path| path as _);
        let setting = match key {
            Key::Max => Setting::Max(values::attempts(expr)?),
            Key::Delay => Setting::Delay(values::delay(name, form, expr)?),
            Key::Multiplier => Setting::Multiplier(values::multiplier(expr)?),
            Key::MaxDelay => Setting::MaxDelay(values::delay(name, form, expr)?),
            Key::Jitter => Setting::Jitter(values::jitter(expr)?),
            Key::Timeout => Setting::Timeout(values::limit(name, form, expr)?),
            Key::AttemptTimeout => Setting::AttemptTimeout(values::limit(name, form, expr)?),
            Key::When => return give(&mut expressions.when, function),
            Key::Classify => return give(&mut expressions.classify, function),
            Key::Backoff => return give(&mut expressions.backoff, expr),
            Key::Config => return give(&mut expressions.config, expr),
            Key::Overrides => return give(&mut expressions.overrides, expr),
            Key::OnRetry => return give(&mut expressions.on_retry, function),
            Key::Budget => return give(&mut expressions.budget, expr),
            Key::Fallback => return give(&mut expressions.fallback, function),
            Key::Context => {
                self.context = Some(words::variable(name, expr)?);
                return Ok(());
            }
            Key::Name => {
                words::string(name, expr)?;
                return give(&mut self.name, expr);
            }
            Key::Events => {
                self.silent = !words::switch(name, expr)?;
                return Ok(());
            }
            // Their values are no expressions.
            Key::Clone | Key::Crate | Key::Skip => return Ok(()),
        };
        let first = expr.to_token_stream().into_iter().next();
        let span = first.map_or_else(|| arg.key.span(), |token| token.span());
        self.settings.push((setting, Span::mixed_site().located_at(span)));
        Ok(())
    }
}

#[allow(clippy::unnecessary_wraps)] // so that every key has one line
fn give(slot: &mut Option<TokenStream>, expr: &(impl ToTokens + ?Sized)) -> syn::Result<()> {
    *slot = Some(expr.to_token_stream());
    Ok(())
}
