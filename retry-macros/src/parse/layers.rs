//! Groups of tokens one within the other: what stands around a part of a body.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::TokenStreamExt;
use syn::{Block, Stmt};

/// A group, with the tokens on either side of it.
pub(super) struct Layer {
    /// Whole statements before the expression that the group is in.
    pub(super) statements: Vec<TokenTree>,
    pub(super) before: Vec<TokenTree>,
    pub(super) group: Group,
    pub(super) after: Vec<TokenTree>,
}

impl Layer {
    pub(super) fn new(before: &[TokenTree], group: Group, after: &[TokenTree]) -> Self {
        Self {
            statements: Vec::new(),
            before: before.to_vec(),
            group,
            after: after.to_vec(),
        }
    }

    /// Takes the statements away, if they parse.
    pub(super) fn take_statements(&mut self) -> Option<Vec<Stmt>> {
        let tokens = self.statements.iter().cloned().collect();
        let statements = syn::parse::Parser::parse2(Block::parse_within, tokens).ok()?;
        self.statements.clear();
        Some(statements)
    }
}

/// The layers around `content`, from the outermost.
pub(super) fn around(layers: &[Layer], content: TokenStream) -> TokenStream {
    layers.iter().rev().fold(content, |content, layer| {
        let mut tokens = TokenStream::new();
        tokens.append_all(&layer.statements);
        tokens.append_all(&layer.before);
        let mut group = Group::new(layer.group.delimiter(), content);
        group.set_span(layer.group.span());
        tokens.append(group);
        tokens.append_all(&layer.after);
        tokens
    })
}
