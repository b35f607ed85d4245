//! `&mut self` in a body that moves it (`async move { self.x() }`, `let this = self;`).
//!
//! An argument is reborrowed under its own name; `self` cannot be bound by a `let`, so that it takes another name in
//! such a body:
//!
//! ```text
//! { async move { self.send().await }.await }   →   { let this = &mut *self; async move { this.send().await }.await }
//! ```

use proc_macro2::{Delimiter, Group, Ident, Literal, TokenStream, TokenTree};
use quote::TokenStreamExt;

use super::uses::{captures, mentions};

/// A name that nothing in the body has, with the hygiene of the receiver: format strings capture it by name.
pub(crate) fn fresh_name(body: &TokenStream, receiver: &Ident) -> Ident {
    let mut name = String::from("this");
    while mentions(body, &name) {
        name.push('_');
    }
    Ident::new(&name, receiver.span())
}

/// The tokens with every `self` that means the receiver replaced.
pub(crate) fn rename(tokens: TokenStream, name: &Ident) -> TokenStream {
    rename_in(tokens, name, false)
}

fn rename_in(tokens: TokenStream, name: &Ident, of_macro: bool) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut renamed = TokenStream::new();
    let mut item = Item::None;
    let mut format_string_seen = false;
    for (i, token) in tokens.iter().enumerate() {
        item = item.after(token, tokens.get(i + 1));
        let next_is = |c| matches!(tokens.get(i + 1), Some(TokenTree::Punct(punct)) if punct.as_char() == c);
        match token {
            // Another function, impl or `use` has no part in our receiver.
            _ if item != Item::None => renamed.append(token.clone()),
            TokenTree::Ident(ident) if ident == "self" && !next_is(':') => {
                let mut name = name.clone();
                name.set_span(ident.span());
                renamed.append(name);
            }
            TokenTree::Group(group) => {
                let called = i.checked_sub(1).and_then(|before| tokens.get(before));
                let of_macro = matches!(called, Some(TokenTree::Punct(punct)) if punct.as_char() == '!')
                    && group.delimiter() != Delimiter::None;
                let mut inside = Group::new(group.delimiter(), rename_in(group.stream(), name, of_macro));
                inside.set_span(group.span());
                renamed.append(inside);
            }
            TokenTree::Literal(literal) if of_macro && !format_string_seen => {
                let text = literal.to_string();
                format_string_seen = text.ends_with(['"', '#']);
                let starts_argument =
                    i == 0 || matches!(&tokens[i - 1], TokenTree::Punct(punct) if punct.as_char() == ',');
                let replaced = if starts_argument && captures(&text, "self") {
                    rename_captures(&text, name).parse::<Literal>().ok()
                } else {
                    None
                };
                match replaced {
                    Some(mut replaced) => {
                        replaced.set_span(literal.span());
                        renamed.append(replaced);
                    }
                    None => renamed.append(literal.clone()),
                }
            }
            _ => renamed.append(token.clone()),
        }
        item = item.ended_by(token);
    }
    renamed
}

fn rename_captures(literal: &str, name: &Ident) -> String {
    let mut text = literal.to_string();
    for end in ['}', ':', '.'] {
        text = text.replace(&format!("{{self{end}"), &format!("{{{name}{end}"));
    }
    text
}

/// A nested item that is being passed over.
#[derive(Clone, Copy, PartialEq)]
enum Item {
    None,
    /// `fn`, `impl`, `trait`, `mod`, …: up to its braces, or to a `;` where it has none.
    Braced,
    /// `use`: up to `;`.
    Use,
}

impl Item {
    fn after(self, token: &TokenTree, next: Option<&TokenTree>) -> Self {
        match (self, token) {
            (Self::None, TokenTree::Ident(ident)) if ident == "impl" || ident == "trait" || ident == "mod" => {
                Self::Braced
            }
            // `fn name` is an item, `fn(…)` a type.
            (Self::None, TokenTree::Ident(ident)) if ident == "fn" && matches!(next, Some(TokenTree::Ident(_))) => {
                Self::Braced
            }
            (Self::None, TokenTree::Ident(ident)) if ident == "use" => Self::Use,
            _ => self,
        }
    }

    fn ended_by(self, token: &TokenTree) -> Self {
        match (self, token) {
            (Self::Braced, TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => Self::None,
            (Self::Braced | Self::Use, TokenTree::Punct(punct)) if punct.as_char() == ';' => Self::None,
            _ => self,
        }
    }
}
