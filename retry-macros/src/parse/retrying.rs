//! `retrying!(keys => { block })`: where the keys end. Without keys the arrow may be left out.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};

use crate::tokens::is;

pub(crate) struct Retrying {
    pub(crate) keys: TokenStream,
    /// `move` before the block: it takes what it uses, as an `async move` block does.
    pub(crate) capture: Option<Ident>,
    pub(crate) block: Group,
}

pub(crate) fn parse(input: TokenStream) -> syn::Result<Retrying> {
    const FORM: &str = "write `retrying!(max = 3 => { … })`: the keys, `=>`, and the block";
    let mut tokens: Vec<TokenTree> = input.into_iter().collect();
    let end = tokens.last().map_or_else(Span::call_site, TokenTree::span);
    if tokens.last().is_some_and(|last| is(last, ',')) {
        tokens.pop();
    }
    let block = match tokens.pop() {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => group,
        _ => return Err(syn::Error::new(end, FORM)),
    };
    let capture = match tokens.last() {
        Some(TokenTree::Ident(word)) if word == "move" => Some(word.clone()),
        _ => None,
    };
    if capture.is_some() {
        tokens.pop();
    }
    match tokens.as_slice() {
        [] => {}
        [.., equals, arrow] if is(equals, '=') && is(arrow, '>') => tokens.truncate(tokens.len() - 2),
        _ => return Err(syn::Error::new(block.span_open(), FORM)),
    }
    Ok(Retrying {
        capture,
        keys: tokens.into_iter().collect(),
        block,
    })
}
