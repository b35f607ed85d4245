//! The path of what generated code calls.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::Path;

use crate::tokens::located;

/// `::retry_runtime::__private`, or where the key `crate` has it.
pub(super) struct Runtime {
    path: TokenStream,
    pub(super) span: Span,
}

impl Runtime {
    pub(super) fn new(at: Option<&Path>, span: Span) -> Self {
        let path = if let Some(path) = at {
            quote_spanned!(span=> #path::__private)
        } else {
            quote_spanned!(span=> ::retry_runtime::__private)
        };
        Self { path, span }
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
