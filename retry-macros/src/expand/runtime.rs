//! The path of what generated code calls.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::Path;

use super::manifest;
use crate::tokens::located;

/// `::retry_runtime::__private`, or what the key `crate` names.
pub(super) struct Runtime {
    path: TokenStream,
    /// What imports it, or says what is wrong with it: once, and at the user's token.
    pub(super) import: TokenStream,
    pub(super) span: Span,
}

impl Runtime {
    pub(super) fn new(at: Option<&Path>, span: Span) -> Self {
        let (path, import) = match (at, at.map_or_else(manifest::other_name, |_| None)) {
            (Some(path), _) => {
                let last = path.segments.last().map_or(span, |segment| segment.ident.span());
                let at = Span::mixed_site().located_at(last);
                (
                    quote_spanned!(span=> __retry_runtime),
                    quote_spanned!(at=> use #path::__private as __retry_runtime;),
                )
            }
            (None, Some(name)) => {
                let message = format!(
                    "`retry-runtime` is `{name}` in this crate's Cargo.toml: add `crate = ::{name}`, as in `#[retry(crate = ::{name})]`"
                );
                let name = Ident::new(&name, span);
                (
                    quote_spanned!(span=> ::#name::__private),
                    syn::Error::new(Span::call_site(), message).into_compile_error(),
                )
            }
            (None, None) => (quote_spanned!(span=> ::retry_runtime::__private), TokenStream::new()),
        };
        Self { path, import, span }
    }

    /// The path, for messages that stand at `span`.
    pub(super) fn at(&self, span: Span) -> TokenStream {
        located(&self.path, span)
    }
}

impl ToTokens for Runtime {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.path.to_tokens(tokens);
    }
}
