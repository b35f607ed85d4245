//! The one shape that cannot be retried in safe Rust: a result that borrows from a `&mut` argument.
//!
//! The first attempt would lend the argument for as long as the caller may hold the result, and today's borrow checker
//! does not give it back on the path where the attempt failed ("problem case #3" of the NLL RFC 2094). Left alone it
//! would surface as E0499 at the generated loop.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{FnArg, Lifetime, Signature, Type};

use crate::tokens::{peeled, receiver_type};

/// The span in the return type that borrows from a `&mut` argument, and the words for that argument.
pub(crate) fn find(signature: &Signature, output: &Type) -> Option<(Span, String)> {
    let mut borrows = Vec::new();
    lifetimes(output.to_token_stream(), &mut borrows);
    let references: Vec<_> = signature.inputs.iter().filter_map(reference).collect();
    let elided = references
        .iter()
        .find(|reference| reference.receiver)
        .or(if let [only] = references.as_slice() {
            Some(only)
        } else {
            None
        });
    borrows.into_iter().find_map(|(span, name)| {
        let lender = match &name {
            None => elided.filter(|reference| reference.mutable),
            Some(name) => references.iter().find(|reference| {
                reference.mutable
                    && reference
                        .lifetime
                        .as_ref()
                        .is_some_and(|lifetime| lifetime.ident == name)
            }),
        }?;
        Some((span, lender.words.clone()))
    })
}

struct Reference {
    receiver: bool,
    mutable: bool,
    lifetime: Option<Lifetime>,
    words: String,
}

fn reference(input: &FnArg) -> Option<Reference> {
    let (receiver, ty, words) = match input {
        FnArg::Receiver(receiver) => (true, receiver_type(receiver), String::from("`&mut self`")),
        FnArg::Typed(argument) => (
            false,
            (*argument.ty).clone(),
            format!("the `&mut` argument `{}`", argument.pat.to_token_stream()),
        ),
    };
    let Type::Reference(reference) = peeled(&ty) else {
        return None;
    };
    Some(Reference {
        receiver,
        mutable: reference.mutability.is_some(),
        lifetime: reference.lifetime.clone(),
        words,
    })
}

/// Every lifetime in the tokens, an elided one without its name.
fn lifetimes(tokens: TokenStream, all: &mut Vec<(Span, Option<String>)>) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => lifetimes(group.stream(), all),
            TokenTree::Punct(punct) if punct.as_char() == '\'' => {
                let Some(TokenTree::Ident(name)) = tokens.next() else {
                    continue;
                };
                all.push((name.span(), if name == "_" { None } else { Some(name.to_string()) }));
            }
            TokenTree::Punct(punct)
                if punct.as_char() == '&'
                    && !matches!(tokens.peek(), Some(TokenTree::Punct(quote)) if quote.as_char() == '\'') =>
            {
                all.push((punct.span(), None));
            }
            _ => {}
        }
    }
}
