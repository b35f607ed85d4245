//! Step one: the arguments as written, each with the tokens of its key and of its value.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Expr, Path, Token};

use super::keys::{self, KeySpec, ValueForm};
use crate::errors::Errors;

/// One `key = value` of a known key.
pub(crate) struct Arg {
    pub(crate) key: Ident,
    pub(crate) spec: &'static KeySpec,
    pub(crate) value: ArgValue,
}

pub(crate) enum ArgValue {
    Expr(Box<Expr>),
    /// A path in a form of its own: [`ValueForm::Path`].
    Path(Path),
    /// `clone`
    Flag,
    /// `clone(a, b)`
    Names(Vec<Ident>),
}

pub(crate) fn parse(tokens: TokenStream, errors: &mut Errors) -> Vec<Arg> {
    let parser = |input: ParseStream<'_>| {
        let mut all = Vec::new();
        while !input.is_empty() {
            match argument(input) {
                Ok(arg) => all.push(arg),
                Err(error) => {
                    errors.push(error);
                    skip_past_comma(input)?;
                    continue;
                }
            }
            if input.is_empty() {
                break;
            }
            if let Err(error) = input.parse::<Token![,]>() {
                errors.push(syn::Error::new(error.span(), "expected `,` before this"));
                // After a forgotten comma the next key stands here; anything else is passed over.
                if !(input.peek(Ident::peek_any) && input.peek2(Token![=])) {
                    skip_past_comma(input)?;
                }
            }
        }
        Ok(all)
    };
    parser.parse2(tokens).unwrap_or_else(|error| {
        errors.push(error);
        Vec::new()
    })
}

fn argument(input: ParseStream<'_>) -> syn::Result<Arg> {
    if !input.peek(Ident::peek_any) {
        let stray: TokenTree = input
            .cursor()
            .token_tree()
            .map(|(token, _)| token)
            .ok_or_else(|| input.error("expected a key"))?;
        return Err(syn::Error::new(stray.span(), "expected a key, as in `max = 3`"));
    }
    let key = input.call(Ident::parse_any)?;
    let name = key.to_string();
    let Some(spec) = keys::find(&name) else {
        return Err(syn::Error::new(key.span(), keys::unknown(&name)));
    };
    let value = match spec.form {
        ValueForm::Names => names(&key, input)?,
        ValueForm::Path => path(&key, input)?,
        ValueForm::Count
        | ValueForm::Millis
        | ValueForm::Secs
        | ValueForm::Duration
        | ValueForm::Number
        | ValueForm::Jitter
        | ValueForm::Expr
        | ValueForm::Text
        | ValueForm::Switch
        | ValueForm::Variable => {
            equals(&key, input)?;
            ArgValue::Expr(input.parse()?)
        }
    };
    Ok(Arg { key, spec, value })
}

fn names(key: &Ident, input: ParseStream<'_>) -> syn::Result<ArgValue> {
    if input.peek(syn::token::Paren) {
        let inside;
        syn::parenthesized!(inside in input);
        let names = Punctuated::<Ident, Token![,]>::parse_terminated_with(&inside, Ident::parse_any)?;
        return Ok(ArgValue::Names(names.into_iter().collect()));
    }
    if input.peek(Token![=]) {
        return Err(syn::Error::new(
            key.span(),
            format!("`{key}` takes no value: write `{key}`, or `{key}(a, b)` for some arguments"),
        ));
    }
    Ok(ArgValue::Flag)
}

fn path(key: &Ident, input: ParseStream<'_>) -> syn::Result<ArgValue> {
    equals(key, input)?;
    let at = input.span();
    Path::parse_mod_style(input)
        .map(ArgValue::Path)
        .map_err(|_| syn::Error::new(at, format!("`{key}` is a path: write `{key} = some::path`")))
}

/// The `=` before a value.
fn equals(key: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
    if input.peek(Token![==]) {
        return Err(syn::Error::new(
            input.span(),
            format!("write `{key} = …`, with one `=`"),
        ));
    }
    if !input.peek(Token![=]) {
        return Err(syn::Error::new(
            key.span(),
            format!("`{key}` needs a value: `{key} = …`"),
        ));
    }
    input.parse::<Token![=]>()?;
    if input.is_empty() || input.peek(Token![,]) {
        return Err(syn::Error::new(
            key.span(),
            format!("`{key}` needs a value: `{key} = …`"),
        ));
    }
    Ok(())
}

fn skip_past_comma(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() {
        let token: TokenTree = input.parse()?;
        if matches!(&token, TokenTree::Punct(punct) if punct.as_char() == ',') {
            break;
        }
    }
    Ok(())
}
