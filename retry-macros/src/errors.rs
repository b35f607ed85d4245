//! All mistakes of one attribute, reported together.

use proc_macro2::TokenStream;
use quote::ToTokens;

/// Collects errors; they are reported when the expansion is handed out.
#[derive(Default)]
pub(crate) struct Errors(Option<syn::Error>);

impl Errors {
    pub(crate) fn push(&mut self, error: syn::Error) {
        match &mut self.0 {
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
}
