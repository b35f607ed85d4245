//! An `impl` block or a trait under the attribute, taken apart into its items. Whatever is no method stays as it is.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};

use super::function::Function;
use crate::tokens::{is, is_word};

pub(crate) struct Block {
    /// What stands before its braces.
    head: Vec<TokenTree>,
    /// `impl` or `trait`
    pub(crate) keyword: Span,
    pub(crate) items: Vec<Item>,
    braces: Span,
}

pub(crate) enum Item {
    /// With a body that can be repeated, and the arguments of a `#[retry]` of its own.
    Method {
        function: Box<Function>,
        own: Option<TokenStream>,
    },
    Other(TokenStream),
}

/// The block, unless the item is something else.
pub(crate) fn parse(item: TokenStream) -> Option<Block> {
    let mut head: Vec<TokenTree> = item.into_iter().collect();
    // A function has its `impl Trait`s behind its `fn`.
    let keyword = head
        .iter()
        .find(|token| ["impl", "trait", "fn"].iter().any(|word| is_word(token, word)))
        .filter(|token| !is_word(token, "fn"))?
        .span();
    let Some(TokenTree::Group(group)) = head.pop() else {
        return None;
    };
    (group.delimiter() == Delimiter::Brace).then(|| Block {
        head,
        keyword,
        items: items(group.stream()),
        braces: group.span(),
    })
}

fn items(tokens: TokenStream) -> Vec<Item> {
    let mut items = Vec::new();
    let mut item = Vec::new();
    for token in tokens {
        // Attributes before it are of its first item.
        if let Some(whole) = fragment(&token).filter(|_| are_attributes(&item)) {
            let attributes: TokenStream = item.drain(..).collect();
            items.extend(self::items(attributes.into_iter().chain(whole).collect()));
            continue;
        }
        let ends = is(&token, ';') || (is_body(&token) && !continues(&item));
        item.push(token);
        // `#![allow(…)]` is of the block.
        if ends || matches!(item.as_slice(), [hash, bang, TokenTree::Group(_)] if is(hash, '#') && is(bang, '!')) {
            items.push(read(item.drain(..).collect()));
        }
    }
    if !item.is_empty() {
        items.push(Item::Other(item.into_iter().collect()));
    }
    items
}

/// The items of a `$method:item`, which stands in an invisible group. That of a `$visibility:vis` is none, and that of a
/// `$body:block` is the end of one.
fn fragment(token: &TokenTree) -> Option<TokenStream> {
    let TokenTree::Group(group) = token else { return None };
    let last = group.stream().into_iter().last()?;
    (group.delimiter() == Delimiter::None && (is(&last, ';') || is_body(&last))).then(|| group.stream())
}

fn are_attributes(tokens: &[TokenTree]) -> bool {
    tokens
        .chunks(2)
        .all(|two| matches!(two, [hash, TokenTree::Group(_)] if is(hash, '#')))
}

/// Braces, seen through the invisible group of a `$body:block`.
fn is_body(token: &TokenTree) -> bool {
    let TokenTree::Group(group) = token else { return false };
    match group.delimiter() {
        Delimiter::Brace => true,
        Delimiter::None => {
            let inside: Vec<_> = group.stream().into_iter().collect();
            matches!(inside.as_slice(), [only] if is_body(only))
        }
        Delimiter::Parenthesis | Delimiter::Bracket => false,
    }
}

/// Whether braces that come now are not the last of the item: those of a value, as in `const N: u8 = { 3 };`, or of a
/// generic argument, as in `Array<{ N }>`.
fn continues(item: &[TokenTree]) -> bool {
    let is_function = item
        .windows(2)
        .any(|two| is_word(&two[0], "fn") && matches!(two[1], TokenTree::Ident(_) | TokenTree::Group(_)));
    let mut angles = 0_usize;
    for (i, token) in item.iter().enumerate() {
        let is_arrow = i > 0 && (is(&item[i - 1], '-') || is(&item[i - 1], '='));
        if is(token, '<') {
            angles += 1;
        } else if is(token, '>') && !is_arrow {
            angles = angles.saturating_sub(1);
        }
    }
    angles > 0 || (!is_function && item.iter().any(|token| is(token, '=')))
}

fn read(tokens: TokenStream) -> Item {
    match syn::parse2::<Function>(tokens.clone()) {
        Ok(mut function) => Item::Method {
            own: (!function.stacked.is_empty()).then(|| function.stacked.remove(0)),
            function: Box::new(function),
        },
        // A method without a body, a constant, a type, a macro, or what does not parse yet.
        Err(_) => Item::Other(tokens),
    }
}

impl Block {
    /// The block again, with other items.
    pub(crate) fn with(&self, items: impl IntoIterator<Item = TokenStream>) -> TokenStream {
        let mut tokens = TokenStream::new();
        tokens.append_all(&self.head);
        let mut braces = Group::new(Delimiter::Brace, items.into_iter().collect());
        braces.set_span(self.braces);
        tokens.append(braces);
        tokens
    }
}

impl ToTokens for Item {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Method { function, .. } => function.to_tokens(tokens),
            Self::Other(other) => other.to_tokens(tokens),
        }
    }
}
