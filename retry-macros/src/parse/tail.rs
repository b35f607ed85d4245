//! The last expression of a function that returns a future: which part of it is repeated, and what stays around that.
//!
//! ```text
//! …; Box::pin(async move { content })             →  content
//! …; async move { content }.boxed()               →  content
//! …; async move { content }.map_err(f).boxed()    →  async { content }.map_err(f).await
//! …; within(limit, async move { content })        →  within(limit, async { content }).await
//! ```

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{TokenStreamExt, quote_spanned};

use super::layers::Layer;
use crate::tokens::{is, is_word};

/// Methods that change only what a future is, or what it runs in, and not what comes of it.
const TRANSPARENT: &[&str] = &[
    "boxed",
    "boxed_local",
    "in_current_span",
    "instrument",
    "with_context",
    "with_current_context",
    "with_current_subscriber",
    "with_subscriber",
];

/// Functions of the same kind; those that begin with a capital are constructors.
const WRAPPERS: &[&str] = &["from", "instrument", "into_pin", "new", "pin"];

/// The repeated part, and into `layers` the groups around it. `opaque`: the function returns an `impl Future`.
pub(super) fn read(tokens: TokenStream, opaque: bool, layers: &mut Vec<Layer>) -> Option<TokenStream> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let start = tokens
        .iter()
        .rposition(|token| is(token, ';'))
        .map_or(0, |semicolon| semicolon + 1);
    if let Some(at) = (start..tokens.len()).rev().find(|&i| is_async_block(&tokens[..=i])) {
        let end = changed(&tokens, at);
        return match &tokens[at] {
            TokenTree::Group(group) if end == at + 1 => {
                layers.push(Layer::new(&tokens[..at], group.clone(), &tokens[at + 1..]));
                Some(group.stream())
            }
            _ => Some(whole(&tokens, start, end, opaque || end < tokens.len(), layers)),
        };
    }
    // `Box::pin( … )`: the group that ends the statement.
    let last = tokens.len().checked_sub(1)?;
    let TokenTree::Group(group) = &tokens[last] else {
        return None;
    };
    if !matches!(group.delimiter(), Delimiter::Parenthesis | Delimiter::None) {
        return None;
    }
    let function = last.checked_sub(1).map(|before| &tokens[before]);
    if let Some(TokenTree::Ident(function)) = function.filter(|_| group.delimiter() == Delimiter::Parenthesis) {
        let name = function.to_string();
        if !name.starts_with(char::is_uppercase) && !WRAPPERS.contains(&name.as_str()) {
            // Only where there is an `async` block within.
            read(group.stream(), true, &mut Vec::new())?;
            return Some(whole(&tokens, start, tokens.len(), opaque, layers));
        }
    }
    layers.push(Layer::new(&tokens[..last], group.clone(), &[]));
    // What stands around it takes any future.
    read(group.stream(), true, layers)
}

/// Where the part ends that is to be repeated as a whole: behind the last method that may change what comes of the block
/// at `at`.
fn changed(tokens: &[TokenTree], at: usize) -> usize {
    let mut end = at + 1;
    let mut i = end;
    while let [dot, TokenTree::Ident(method), ..] = &tokens[i..] {
        if !is(dot, '.') {
            break;
        }
        let arguments = tokens[i..]
            .iter()
            .position(|token| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis));
        i += arguments.map_or(2, |arguments| arguments + 1);
        if !TRANSPARENT.iter().any(|transparent| method == transparent) {
            end = i;
        }
    }
    end
}

/// Repeats the whole of `tokens[start..end]` within a block, whose type is then another one: `is_fitting` says whether
/// what stays around it makes the type of the function, and otherwise it is boxed.
fn whole(tokens: &[TokenTree], start: usize, end: usize, is_fitting: bool, layers: &mut Vec<Layer>) -> TokenStream {
    let span = Span::mixed_site();
    let mut before = tokens[..start].to_vec();
    let block = Group::new(Delimiter::Brace, TokenStream::new());
    if is_fitting {
        before.extend(quote_spanned!(span=> async move));
        layers.push(Layer::new(&before, block, &tokens[end..]));
    } else {
        before.extend(quote_spanned!(span=> ::std::boxed::Box::pin));
        layers.push(Layer::new(
            &before,
            Group::new(Delimiter::Parenthesis, TokenStream::new()),
            &tokens[end..],
        ));
        let before: Vec<_> = quote_spanned!(span=> async move).into_iter().collect();
        layers.push(Layer::new(&before, block, &[]));
    }
    let mut repeated = borrowing(tokens[start..end].iter().cloned());
    repeated.append_all(quote_spanned!(span=> .await));
    repeated
}

/// The tokens, with the blocks that are awaited in place borrowing instead of moving: the first in the expression, and the
/// arguments of a function.
fn borrowing(tokens: impl IntoIterator<Item = TokenTree>) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let begins = |i: usize| i == 0 || is(&tokens[i - 1], ',');
    let is_move = |i: usize| i > 0 && begins(i - 1) && is_async_block(&tokens[..=i + 1]);
    let mut borrowing = TokenStream::new();
    let mut in_chain = false;
    for (i, token) in tokens.iter().enumerate() {
        in_chain |= is(token, '.');
        match token {
            TokenTree::Ident(word) if word == "move" && i + 1 < tokens.len() && is_move(i) => {}
            TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis && !in_chain => {
                let mut arguments = Group::new(Delimiter::Parenthesis, self::borrowing(group.stream()));
                arguments.set_span(group.span());
                borrowing.append(arguments);
            }
            _ => borrowing.append(token.clone()),
        }
    }
    borrowing
}

/// Whether the tokens end in `async { }` or `async move { }`.
fn is_async_block(tokens: &[TokenTree]) -> bool {
    match tokens {
        [.., before, TokenTree::Group(group)] if group.delimiter() == Delimiter::Brace => {
            let before = if is_word(before, "move") {
                tokens.len().checked_sub(3).map(|i| &tokens[i])
            } else {
                Some(before)
            };
            before.is_some_and(|before| is_word(before, "async"))
        }
        _ => false,
    }
}
