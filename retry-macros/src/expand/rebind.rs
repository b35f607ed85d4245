//! The head of an attempt, where variables are captured and start afresh.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::quote_spanned;

use super::runtime::Runtime;
use crate::plan::binding::{How, Rebinding};
use crate::plan::captures::Capture;
use crate::plan::moves::Moved;
use crate::tokens::braced;
use crate::tokens::is_word;
use crate::tokens::uses::mentions;

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

/// `let _ = (&mut *self, &mut cell);`
pub(super) fn capturing(captures: &[Capture], span: Span) -> TokenStream {
    let place = |capture: &Capture| {
        let name = &capture.name;
        if capture.referent {
            quote_spanned!(span=> &mut *#name)
        } else {
            quote_spanned!(span=> &mut #name)
        }
    };
    let (bare, attributed): (Vec<_>, Vec<_>) = captures.iter().partition(|capture| capture.attributes.is_empty());
    let bare: Vec<_> = bare.into_iter().map(place).collect();
    let bare = match bare.as_slice() {
        [] => TokenStream::new(),
        [place] => quote_spanned!(span=> let _ = #place;),
        places => quote_spanned!(span=> let _ = (#(#places),*);),
    };
    let conditional = attributed.into_iter().map(|capture| {
        let (conditions, place) = (&capture.attributes, place(capture));
        quote_spanned!(span=> #(#conditions)* let _ = #place;)
    });
    quote_spanned!(span=> #bare #(#conditional)*)
}

/// Puts the captures into the block that `attempt` begins with, those excepted that are used behind it too.
pub(super) fn capturing_within(attempt: TokenStream, captures: &mut Vec<Capture>, span: Span) -> TokenStream {
    let tokens: Vec<TokenTree> = attempt.clone().into_iter().collect();
    let [asynchronous, TokenTree::Group(block), behind @ ..] = tokens.as_slice() else {
        return attempt;
    };
    if !is_word(asynchronous, "async") {
        return attempt;
    }
    let used_behind = behind.iter().cloned().collect();
    let (shared, own): (Vec<_>, Vec<_>) = std::mem::take(captures)
        .into_iter()
        .partition(|capture| mentions(&used_behind, &capture.name.to_string()));
    *captures = shared;
    let (head, content) = (capturing(&own, span), block.stream());
    let mut block = Group::new(block.delimiter(), quote_spanned!(span=> #head #content));
    block.set_span(tokens[1].span());
    quote_spanned!(span=> #asynchronous #block #used_behind)
}

/// Reports what the body plainly moves, unless it is `Copy`.
pub(super) fn copied(moved: &[Moved], runtime: &Runtime) -> TokenStream {
    moved
        .iter()
        .map(|Moved { place, span }| {
            let at = Span::mixed_site().located_at(*span);
            let path = runtime.at(at);
            // A field may be packed, or deprecated with the user's leave.
            quote_spanned!(at=> #[allow(deprecated)] #path::copied_by_attempt(&raw const #place);)
        })
        .collect()
}
