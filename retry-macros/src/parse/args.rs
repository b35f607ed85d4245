//! Step one: the arguments as written, each with the tokens of its key and of its value.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::discouraged::Speculative;
use syn::parse::{ParseStream, Parser};
use syn::{Expr, ExprLit, Lit, LitStr, Path, Token};

use super::keys::{self, KeySpec, ValueForm};
use super::unknown::{self, Beside};
use crate::errors::Errors;
use crate::tokens::is;

/// One `key = value` of a known key.
#[derive(Clone)]
pub(crate) struct Arg {
    pub(crate) key: Ident,
    pub(crate) spec: &'static KeySpec,
    pub(crate) value: ArgValue,
}

#[derive(Clone)]
pub(crate) enum ArgValue {
    Expr(Box<Expr>),
    /// A path in a form of its own: [`ValueForm::Path`].
    Path(Path),
    /// `clone`, `skip`
    Flag,
    /// `clone(a, b)`
    Names(Vec<Ident>),
}

pub(crate) fn parse(tokens: TokenStream, errors: &mut Errors) -> Vec<Arg> {
    if is_name_value() {
        // `#[retry = "3"]`: the compiler has refused it already.
        return Vec::new();
    }
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

/// Whether the attribute is written `#[retry = …]`, which its tokens do not show.
fn is_name_value() -> bool {
    let text = Span::call_site().source_text().unwrap_or_default();
    let path = |c: char| c.is_alphanumeric() || c.is_whitespace() || "_:#[".contains(c);
    text.starts_with('#') && text.trim_start_matches(path).starts_with('=')
}

fn argument(input: ParseStream<'_>) -> syn::Result<Arg> {
    if !input.peek(Ident::peek_any) {
        let stray: TokenTree = input
            .cursor()
            .token_tree()
            .map(|(token, _)| token)
            .ok_or_else(|| input.error("expected a key"))?;
        return Err(syn::Error::new(stray.span(), stray_token(&stray)));
    }
    let key = input.call(Ident::parse_any)?;
    if let Some(name) = hyphenated(&key, input)? {
        let value = beside(input);
        let message = if keys::find(&name).is_some() {
            format!("keys are written with `_`: write `{name}`")
        } else {
            unknown::message(&name, value)
        };
        return Err(syn::Error::new(key.span(), message));
    }
    let name = key.to_string();
    let Some(spec) = keys::find(&name) else {
        return Err(syn::Error::new(key.span(), unknown::message(&name, beside(input))));
    };
    let value = match spec.form {
        ValueForm::Names => names(&key, input)?,
        ValueForm::Flag => flag(&key, input)?,
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
            ArgValue::Expr(Box::new(expression(&key, input)?))
        }
    };
    Ok(Arg { key, spec, value })
}

/// What is wrong with a token where a key should be.
fn stray_token(token: &TokenTree) -> String {
    let text = token.to_string();
    let inside = text.trim_matches('"');
    if inside != text && keys::find(inside).is_some() {
        return format!("a key has no quotes: write `{inside} = …`");
    }
    "expected a key, as in `max = 3`".to_owned()
}

/// `delay_ms` for `delay-ms`.
fn hyphenated(key: &Ident, input: ParseStream<'_>) -> syn::Result<Option<String>> {
    let mut name = key.to_string();
    while input.peek(Token![-]) && input.peek2(Ident::peek_any) {
        input.parse::<Token![-]>()?;
        let word = input.call(Ident::parse_any)?;
        name = format!("{name}_{word}");
    }
    Ok((*key != name).then_some(name))
}

/// Reads the value of a key that does not exist.
fn beside(input: ParseStream<'_>) -> Beside {
    if input.is_empty() || input.peek(Token![,]) {
        return Beside::Nothing;
    }
    let ahead = input.fork();
    let value = ahead.parse::<Token![=]>().and_then(|_| ahead.parse::<Expr>());
    let Ok(value) = value else { return Beside::Other };
    // Commas inside of it are none between keys.
    input.advance_to(&ahead);
    match value {
        Expr::Lit(ExprLit { lit: Lit::Int(int), .. }) => int.base10_parse().map_or(Beside::Other, Beside::Integer),
        Expr::Lit(ExprLit { lit: Lit::Bool(_), .. }) => Beside::Bool,
        _ => Beside::Other,
    }
}

fn flag(key: &Ident, input: ParseStream<'_>) -> syn::Result<ArgValue> {
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(ArgValue::Flag);
    }
    Err(syn::Error::new(
        key.span(),
        format!("`{key}` takes no value: write `{key}`"),
    ))
}

fn names(key: &Ident, input: ParseStream<'_>) -> syn::Result<ArgValue> {
    if input.peek(syn::token::Paren) {
        let inside;
        syn::parenthesized!(inside in input);
        let mut names = Vec::new();
        let mut wrong = None;
        while !inside.is_empty() {
            match name(key, &inside) {
                Ok(name) => names.push(name),
                Err(error) => wrong = wrong.or(Some(error)),
            }
        }
        if let Some(error) = wrong {
            return Err(error);
        }
        return Ok(ArgValue::Names(names));
    }
    if input.peek(Token![=]) {
        let ahead = input.fork();
        ahead.parse::<Token![=]>()?;
        let some = match ahead.call(Ident::parse_any) {
            Ok(name) if name != "true" && name != "false" => format!("{key}({name})"),
            _ => format!("{key}(a, b)"),
        };
        return Err(syn::Error::new(
            key.span(),
            format!("`{key}` takes no value: write `{key}`, or `{some}` for some arguments"),
        ));
    }
    Ok(ArgValue::Flag)
}

/// One name in the parentheses of `clone(a, b)`, and the comma after it.
fn name(key: &Ident, inside: ParseStream<'_>) -> syn::Result<Ident> {
    let at = inside.span();
    let mut tokens = Vec::new();
    while !inside.is_empty() {
        let token: TokenTree = inside.parse()?;
        if is(&token, ',') {
            break;
        }
        tokens.push(token);
    }
    if let [TokenTree::Ident(name)] = &*tokens {
        return Ok(name.clone());
    }
    // `clone(s.name)`, `clone(&s)`, `clone(mut s)`
    let whole = tokens.iter().find_map(|token| match token {
        TokenTree::Ident(ident) if ident != "mut" => Some(ident.to_string()),
        _ => None,
    });
    let whole = whole.unwrap_or_else(|| "a, b".to_owned());
    Err(syn::Error::new(
        at,
        format!("`{key}` takes whole arguments, by their names: write `{key}({whole})`"),
    ))
}

fn path(key: &Ident, input: ParseStream<'_>) -> syn::Result<ArgValue> {
    equals(key, input)?;
    let at = input.span();
    Path::parse_mod_style(input).map(ArgValue::Path).map_err(|_| {
        let text = input
            .parse::<LitStr>()
            .map_or_else(|_| "some::path".to_owned(), |text| text.value());
        syn::Error::new(at, format!("`{key}` is a path: write `{key} = {text}`"))
    })
}

fn expression(key: &Ident, input: ParseStream<'_>) -> syn::Result<Expr> {
    let first = input.span();
    input.parse().map_err(|error: syn::Error| {
        if !input.is_empty() && !input.peek(Token![,]) {
            return error;
        }
        // What is missing has no token: the compiler would say so of the whole attribute.
        syn::Error::new(first, format!("the value of `{key}` is not complete"))
    })
}

/// The `=` before a value.
fn equals(key: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
    if input.peek(Token![==]) {
        return Err(syn::Error::new(
            input.span(),
            format!("write `{key} = …`, with one `=`"),
        ));
    }
    let needs_value = || syn::Error::new(key.span(), format!("`{key}` needs a value: `{key} = …`"));
    if !input.peek(Token![=]) || input.peek(Token![=>]) {
        // `max: 3`, `max(3)`, `max 3`; after a forgotten comma, the next key.
        let value = match input.cursor().token_tree() {
            Some((TokenTree::Group(group), _)) if group.delimiter() == Delimiter::Parenthesis => group.stream(),
            Some((TokenTree::Literal(literal), _)) => literal.into_token_stream(),
            Some((TokenTree::Punct(punct), _)) if punct.as_char() != ',' => {
                let after = input.cursor().token_stream().into_iter();
                let after = after.skip_while(
                    |token| matches!(token, TokenTree::Punct(punct) if ":=>+*/~".contains(punct.as_char())),
                );
                after.take_while(|token| !is(token, ',')).collect()
            }
            _ => return Err(needs_value()),
        };
        return Err(syn::Error::new(
            key.span(),
            format!("`{key}` needs its value after `=`: write `{key} = {value}`"),
        ));
    }
    input.parse::<Token![=]>()?;
    if input.is_empty() || input.peek(Token![,]) {
        return Err(needs_value());
    }
    Ok(())
}

fn skip_past_comma(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() {
        let token: TokenTree = input.parse()?;
        if is(&token, ',') {
            break;
        }
    }
    Ok(())
}
