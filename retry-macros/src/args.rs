//! Step one: the arguments as written, each with the tokens of its key and of its value.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Expr, Token};

use crate::errors::Errors;
use crate::keys::{self, Form, Spelling};

/// One `key = value` of a known key.
pub(crate) struct Written {
    pub(crate) key: Ident,
    pub(crate) spelling: &'static Spelling,
    pub(crate) value: Value,
}

pub(crate) enum Value {
    Expr(Box<Expr>),
    /// The path of the key `crate`, which is no expression where it begins with a keyword.
    Path(syn::Path),
    /// `clone`
    Flag,
    /// `clone(a, b)`
    Names(Vec<Ident>),
}

pub(crate) fn parse(tokens: TokenStream, errors: &mut Errors) -> Vec<Written> {
    let parser = |input: ParseStream<'_>| {
        let mut all = Vec::new();
        while !input.is_empty() {
            match argument(input) {
                Ok(written) => all.push(written),
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

fn argument(input: ParseStream<'_>) -> syn::Result<Written> {
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
    let Some(spelling) = keys::find(&name) else {
        return Err(syn::Error::new(key.span(), keys::unknown(&name)));
    };
    let value = if spelling.form == Form::Names {
        names(&key, input)?
    } else {
        value(&key, input)?
    };
    Ok(Written { key, spelling, value })
}

fn names(key: &Ident, input: ParseStream<'_>) -> syn::Result<Value> {
    if input.peek(syn::token::Paren) {
        let inside;
        syn::parenthesized!(inside in input);
        let names = Punctuated::<Ident, Token![,]>::parse_terminated_with(&inside, Ident::parse_any)?;
        return Ok(Value::Names(names.into_iter().collect()));
    }
    if input.peek(Token![=]) {
        return Err(syn::Error::new(
            key.span(),
            "`clone` takes no value: write `clone`, or `clone(a, b)` for some arguments",
        ));
    }
    Ok(Value::Flag)
}

fn value(key: &Ident, input: ParseStream<'_>) -> syn::Result<Value> {
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
    if key == "crate" {
        let at = input.span();
        return syn::Path::parse_mod_style(input)
            .map(Value::Path)
            .map_err(|_| syn::Error::new(at, "`crate` is a path: write `crate = some::path`"));
    }
    Ok(Value::Expr(input.parse()?))
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
