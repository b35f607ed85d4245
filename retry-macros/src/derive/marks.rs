//! The helper attributes as written: `#[transient]`, with `forward` or `when = f`, `#[permanent]`, `#[timed_out]`,
//! `#[retry_after]`, with `with = f`.

use std::{fmt, mem};

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, Meta, Path, Token};

use crate::errors::Errors;

pub(super) enum Mark {
    Transient,
    Forward,
    When(Expr),
    Permanent,
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Transient => "#[transient]",
            Self::Forward => "#[transient(forward)]",
            Self::When(_) => "#[transient(when = …)]",
            Self::Permanent => "#[permanent]",
        })
    }
}

/// What a type or a variant is marked with.
pub(super) struct Marks {
    pub(super) mark: Option<(Mark, Span)>,
    /// `#[timed_out]`
    pub(super) timed_out: Option<Span>,
    /// One of the marks cannot be read, and has been reported.
    pub(super) broken: bool,
    /// `#[transient(crate = path)]`
    pub(super) runtime: Option<Path>,
}

/// One word inside `#[transient(…)]`.
enum Word {
    Forward(Ident),
    When(Ident, Expr),
    Crate(Path),
}

impl Parse for Word {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(Token![crate]) {
            input.parse::<Token![crate]>()?;
            input.parse::<Token![=]>()?;
            return input.call(Path::parse_mod_style).map(Self::Crate);
        }
        let word = input.call(Ident::parse_any)?;
        if word == "forward" {
            return Ok(Self::Forward(word));
        }
        if word == "when" {
            let function = value(&word, "when", "a condition on the fields", input)?;
            return Ok(Self::When(word, function));
        }
        let message = format!("unknown word `{word}`: {FORMS}");
        Err(syn::Error::new(word.span(), message))
    }
}

/// What can be written.
const FORMS: &str = "write `#[transient]`, `#[transient(forward)]` or `#[transient(when = …)]`";

/// The function of `word = f`, which gives `what`.
fn value(word: &Ident, name: &str, what: &str, input: ParseStream<'_>) -> syn::Result<Expr> {
    if input.peek(Token![=]) {
        input.parse::<Token![=]>()?;
        if !input.is_empty() && !input.peek(Token![,]) {
            return input.parse();
        }
    }
    let message = format!("`{name}` needs a function, {what}: `{name} = path`, or a closure");
    Err(syn::Error::new(word.span(), message))
}

impl Marks {
    pub(super) fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut marks = Self {
            mark: None,
            timed_out: None,
            broken: false,
            runtime: None,
        };
        for attribute in attributes {
            if attribute.path().is_ident("transient") {
                marks.transient(attribute, errors);
            } else if attribute.path().is_ident("permanent") {
                if !matches!(attribute.meta, Meta::Path(_)) {
                    errors.at(&attribute.meta, "`#[permanent]` takes no arguments");
                }
                marks.set(Mark::Permanent, attribute.path().span(), errors);
            } else if attribute.path().is_ident("timed_out") {
                if !matches!(attribute.meta, Meta::Path(_)) {
                    errors.at(&attribute.meta, "`#[timed_out]` takes no arguments");
                } else if marks.timed_out.is_some() {
                    errors.at(attribute.path(), "`#[timed_out]` is given twice");
                }
                marks.timed_out = Some(attribute.path().span());
            } else if attribute.path().is_ident("retry_after") {
                errors.at(
                    attribute.path(),
                    "`#[retry_after]` goes on the field that holds the time",
                );
            }
        }
        marks
    }

    fn transient(&mut self, attribute: &Attribute, errors: &mut Errors) {
        let words = match &attribute.meta {
            Meta::Path(path) => return self.set(Mark::Transient, path.span(), errors),
            Meta::List(list) => list.parse_args_with(Punctuated::<Word, Token![,]>::parse_terminated),
            Meta::NameValue(value) => Err(syn::Error::new_spanned(value, FORMS)),
        };
        match words {
            Err(error) => {
                self.broken = true;
                errors.push(error);
            }
            Ok(words) if words.is_empty() => self.set(Mark::Transient, attribute.path().span(), errors),
            Ok(words) => {
                for word in words {
                    match word {
                        Word::Forward(word) => self.set(Mark::Forward, word.span(), errors),
                        Word::When(word, function) => self.set(Mark::When(function), word.span(), errors),
                        Word::Crate(path) => self.runtime = Some(path),
                    }
                }
            }
        }
    }

    fn set(&mut self, mark: Mark, span: Span, errors: &mut Errors) {
        match &self.mark {
            None => self.mark = Some((mark, span)),
            Some((before, _)) if mem::discriminant(before) == mem::discriminant(&mark) => {
                errors.push(syn::Error::new(span, format!("`{mark}` is given twice")));
            }
            Some((before, _)) => errors.push(syn::Error::new(
                span,
                format!("`{before}` already marks this: give one of `{before}` and `{mark}`"),
            )),
        }
    }
}

/// `#[retry_after]`, as written.
pub(super) struct RetryAfter {
    pub(super) span: Span,
    /// The function of `#[retry_after(with = f)]`.
    pub(super) with: Option<Expr>,
}

impl Parse for RetryAfter {
    /// What stands between the parentheses.
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let word = input.call(Ident::parse_any)?;
        if word != "with" {
            let message = format!("unknown word `{word}`: write `#[retry_after]` or `#[retry_after(with = …)]`");
            return Err(syn::Error::new(word.span(), message));
        }
        let with = value(&word, "with", "which makes a `Duration` of the field", input)?;
        input.parse::<Option<Token![,]>>()?;
        Ok(Self {
            span: word.span(),
            with: Some(with),
        })
    }
}

/// How a field is marked `#[retry_after]`.
pub(super) fn retry_after(attributes: &[Attribute], errors: &mut Errors) -> Option<RetryAfter> {
    let mut found = None;
    for attribute in attributes {
        let path = attribute.path();
        if path.is_ident("retry_after") {
            let span = path.span();
            let read = match &attribute.meta {
                Meta::Path(_) => Ok(RetryAfter { span, with: None }),
                Meta::List(list) => list.parse_args().map(|read| RetryAfter { span, ..read }),
                Meta::NameValue(value) => {
                    let message = "write `#[retry_after]`, or `#[retry_after(with = …)]` with a function of the field";
                    Err(syn::Error::new_spanned(value, message))
                }
            };
            match read {
                Ok(read) if found.is_none() => found = Some(read),
                Ok(_) => errors.at(path, "`#[retry_after]` is given twice"),
                Err(error) => errors.push(error),
            }
        } else if ["transient", "permanent", "timed_out"]
            .iter()
            .any(|mark| path.is_ident(mark))
        {
            errors.at(path, "this goes on the variant or the struct, not on a field");
        }
    }
    found
}
