//! The helper attributes as written: `#[transient]`, `#[transient(forward)]`, `#[permanent]`, `#[retry_after]`.

use std::fmt;

use proc_macro2::{Ident, Span};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Meta, Path, Token};

use crate::errors::Errors;

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Mark {
    Transient,
    Forward,
    Permanent,
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Transient => "#[transient]",
            Self::Forward => "#[transient(forward)]",
            Self::Permanent => "#[permanent]",
        })
    }
}

/// What a type or a variant is marked with.
pub(super) struct Marks {
    pub(super) mark: Option<(Mark, Span)>,
    /// `#[transient(crate = path)]`
    pub(super) runtime: Option<Path>,
}

/// One word inside `#[transient(…)]`.
enum Word {
    Forward(Ident),
    Crate(Path),
}

impl Parse for Word {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(Token![crate]) {
            input.parse::<Token![crate]>()?;
            input.parse::<Token![=]>()?;
            return input.call(Path::parse_mod_style).map(Self::Crate);
        }
        let word: Ident = input.parse()?;
        if word == "forward" {
            return Ok(Self::Forward(word));
        }
        Err(syn::Error::new(
            word.span(),
            format!("unknown word `{word}`: write `#[transient]` or `#[transient(forward)]`"),
        ))
    }
}

impl Marks {
    pub(super) fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut marks = Self {
            mark: None,
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
            Meta::NameValue(value) => Err(syn::Error::new_spanned(
                value,
                "write `#[transient]` or `#[transient(forward)]`",
            )),
        };
        match words {
            Err(error) => errors.push(error),
            Ok(words) if words.is_empty() => self.set(Mark::Transient, attribute.path().span(), errors),
            Ok(words) => {
                for word in words {
                    match word {
                        Word::Forward(word) => self.set(Mark::Forward, word.span(), errors),
                        Word::Crate(path) => self.runtime = Some(path),
                    }
                }
            }
        }
    }

    fn set(&mut self, mark: Mark, span: Span, errors: &mut Errors) {
        match self.mark {
            None => self.mark = Some((mark, span)),
            Some((before, _)) if before == mark => {
                errors.push(syn::Error::new(span, format!("`{mark}` is given twice")));
            }
            Some((before, _)) => errors.push(syn::Error::new(
                span,
                format!("`{before}` already marks this: give one of `{before}` and `{mark}`"),
            )),
        }
    }
}

/// Whether a field is marked `#[retry_after]`.
pub(super) fn retry_after(attributes: &[Attribute], errors: &mut Errors) -> Option<Span> {
    let mut found = None;
    for attribute in attributes {
        if attribute.path().is_ident("retry_after") {
            if matches!(attribute.meta, Meta::Path(_)) {
                found = Some(attribute.path().span());
            } else {
                errors.at(
                    &attribute.meta,
                    "`#[retry_after]` takes no arguments: its field is a `Duration` or an `Option<Duration>`",
                );
            }
        } else if attribute.path().is_ident("transient") || attribute.path().is_ident("permanent") {
            errors.at(
                attribute.path(),
                "this goes on the variant or the struct, not on a field",
            );
        }
    }
    found
}
