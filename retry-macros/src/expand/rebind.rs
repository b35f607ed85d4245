//! The head of an attempt, where variables start afresh.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

use super::runtime::Runtime;
use crate::plan::rebindings::{How, Rebinding};
use crate::tokens::braced;

fn value(rebinding: &Rebinding, runtime: &Runtime) -> TokenStream {
    let value = &rebinding.value;
    // The message of a missing `Clone` stands at the argument.
    let at = Span::mixed_site().located_at(value.span());
    match rebinding.how {
        How::Clone => {
            let path = runtime.at(at);
            quote_spanned!(at=> #path::clone_for_attempt(&#value))
        }
        How::Reborrow => quote_spanned!(at=> &mut *#value),
        How::ReborrowInside => quote_spanned!(at=> #runtime::Reborrow::reborrow(&mut #value)),
    }
}

/// Puts the rebindings around the body. A `match` keeps the bindings alive for the temporaries of the body's last
/// expression, as arguments are; with a `let` those would outlive them before edition 2024.
pub(super) fn around(mut body: TokenStream, braces: Span, rebindings: &[Rebinding], runtime: &Runtime) -> TokenStream {
    if rebindings.is_empty() {
        return body;
    }
    let span = runtime.span;
    let (bare, attributed): (Vec<_>, Vec<_>) = rebindings.iter().partition(|rebinding| rebinding.attributes.is_empty());
    if !bare.is_empty() {
        let patterns = bare
            .iter()
            .map(|Rebinding { mutability, name, .. }| quote_spanned!(span=> #mutability #name));
        let values = bare.iter().map(|rebinding| value(rebinding, runtime));
        let block = braced(body, braces);
        body = if bare.len() == 1 {
            quote_spanned!(span=> match #(#values)* { #(#patterns)* => #block })
        } else {
            quote_spanned!(span=> match (#(#values),*) { (#(#patterns),*) => #block })
        };
    }
    // Only a statement takes an attribute.
    let lets = attributed.iter().map(|rebinding| {
        let Rebinding {
            attributes,
            mutability,
            name,
            ..
        } = rebinding;
        let value = value(rebinding, runtime);
        quote_spanned!(span=> #(#attributes)* let #mutability #name = #value;)
    });
    quote_spanned!(span=> #(#lets)* #body)
}
