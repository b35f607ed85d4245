//! All mistakes of one attribute, reported together.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

/// Collects errors; they are reported when the expansion is handed out.
#[derive(Default)]
pub(crate) struct Errors(Option<syn::Error>);

impl Errors {
    /// A key of an `impl` block is read again for each method: what is wrong with it is said once.
    pub(crate) fn push(&mut self, error: syn::Error) {
        let place = |error: &syn::Error| format!("{:?} {error}", error.span());
        let known = self.0.iter().flatten().any(|known| place(&known) == place(&error));
        match &mut self.0 {
            _ if known => {}
            Some(all) => all.combine(error),
            none => *none = Some(error),
        }
    }

    /// Reports `message` at the tokens of `at`.
    pub(crate) fn at(&mut self, at: impl ToTokens, message: impl std::fmt::Display) {
        self.push(syn::Error::new_spanned(at, message));
    }

    pub(crate) fn any(&self) -> bool {
        self.0.is_some()
    }

    /// The tokens, and after them a `compile_error!` for each error.
    pub(crate) fn with(self, mut tokens: TokenStream) -> TokenStream {
        if let Some(error) = self.0 {
            tokens.extend(error.into_compile_error());
        }
        tokens
    }

    /// The expression, and before it a `compile_error!` for each error.
    pub(crate) fn around(self, expression: &TokenStream) -> TokenStream {
        match self.0.map(syn::Error::into_compile_error) {
            Some(errors) => quote!({ #errors #expression }),
            None => expression.clone(),
        }
    }
}
