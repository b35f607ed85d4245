//! The impls. What is required of a field is reported where its type stands, and what of a function where that stands.
//!
//! ```text
//! impl Transient for FetchError {
//!     fn is_transient(&self) -> bool {
//!         match self {
//!             Self::Status { 0: a, 1: b } => {                                #[transient(when = f)]
//!                 fn retry_runtime_ask<A, B>(f: impl FnOnce(&A, &B) -> bool, a: &A, b: &B) -> bool { f(a, b) }
//!                 retry_runtime_ask(f, a, b)
//!             }
//!             …
//! }
//! impl From<TimedOut> for FetchError { … }                                     #[timed_out]
//! ```

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{DeriveInput, Expr, Member, parse_quote};

use super::meaning::{Arm, Limit, Meaning, Wait};
use crate::tokens::{has_ident, located};

pub(super) fn implementations(input: &DeriveInput, runtime: &TokenStream, arms: &[Arm<'_>]) -> TokenStream {
    let span = Span::mixed_site();
    let name = &input.ident;
    let mut generics = input.generics.clone();
    let parameters: Vec<Ident> = generics
        .type_params()
        .map(|parameter| parameter.ident.clone())
        .collect();
    for arm in arms {
        if let Meaning::Forward { ty, .. } = arm.meaning {
            // A concrete type is checked where it is asked; a bound on it would be trivial.
            if parameters.iter().any(|parameter| has_ident(quote!(#ty), parameter)) {
                generics
                    .make_where_clause()
                    .predicates
                    .push(parse_quote!(#ty: #runtime::Transient));
            }
        }
    }
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    let is_transient = arms.iter().map(|arm| is_transient(arm, runtime));
    let retry_after = arms.iter().map(|arm| retry_after(arm, runtime));
    // A reference to an enum without variants is matched by what it refers to.
    let value = if arms.is_empty() {
        quote_spanned!(span=> *self)
    } else {
        quote_spanned!(span=> self)
    };
    let from_timed_out = arms.iter().find_map(|Arm { path, timed_out, .. }| {
        let limit = timed_out.as_ref()?;
        Some(from_timed_out(input, path, limit, runtime))
    });
    quote_spanned! {span=>
        #[automatically_derived]
        impl #impl_generics #runtime::Transient for #name #ty_generics #where_clause {
            fn is_transient(&self) -> #runtime::__private::bool {
                match #value { #(#is_transient,)* }
            }

            fn retry_after(&self) -> #runtime::__private::Option<#runtime::__private::Duration> {
                match #value { #(#retry_after,)* }
            }
        }
        #from_timed_out
    }
}

/// A span for messages that stand at `at`, and the path of the runtime there.
fn reported_at(runtime: &TokenStream, at: Span) -> (Span, TokenStream) {
    let at = at.resolved_at(Span::mixed_site());
    (at, located(runtime, at))
}

fn is_transient(Arm { path, meaning, .. }: &Arm<'_>, runtime: &TokenStream) -> TokenStream {
    let span = Span::mixed_site();
    match meaning {
        Meaning::Permanent => quote_spanned!(span=> #path { .. } => false),
        Meaning::Transient => quote_spanned!(span=> #path { .. } => true),
        Meaning::Forward { field, ty } => {
            let (at, runtime) = reported_at(runtime, ty.span());
            let ask = quote_spanned!(at=> #runtime::__private::forward(inner));
            quote_spanned!(span=> #path { #field: inner, .. } => #ask)
        }
        Meaning::When { function, fields } => when(path, function, fields, runtime),
    }
}

/// A function of its own tells a closure the types of its arguments. Its name is in scope of the user's expression: it is
/// none that a user has.
fn when(path: &TokenStream, function: &Expr, fields: &[Member], runtime: &TokenStream) -> TokenStream {
    let span = Span::mixed_site();
    let types: Vec<Ident> = (0..fields.len()).map(|i| format_ident!("F{i}", span = span)).collect();
    let names: Vec<Ident> = (0..fields.len())
        .map(|i| format_ident!("field{i}", span = span))
        .collect();
    let (at, _) = reported_at(runtime, function.span());
    let arguments = located(&quote!(#(#names),*), at);
    let ask = quote_spanned!(at=> retry_runtime_ask(#function, #arguments));
    quote_spanned! {span=>
        #path { #(#fields: #names,)* } => {
            fn retry_runtime_ask<#(#types: ?#runtime::__private::Sized),*>(
                function: impl #runtime::__private::FnOnce(#(&#types),*) -> #runtime::__private::bool,
                #(#names: &#types),*
            ) -> #runtime::__private::bool {
                function(#(#names),*)
            }
            #ask
        }
    }
}

fn retry_after(arm: &Arm<'_>, runtime: &TokenStream) -> TokenStream {
    let span = Span::mixed_site();
    let path = &arm.path;
    match (&arm.meaning, &arm.retry_after) {
        (Meaning::Permanent, _) | (Meaning::Transient | Meaning::When { .. }, None) => {
            quote_spanned!(span=> #path { .. } => #runtime::__private::None)
        }
        (_, Some(Wait { field, at, with })) => {
            let ask = if let Some(function) = with {
                let (at, runtime) = reported_at(runtime, function.span());
                quote_spanned!(at=> #runtime::__private::wait_by(#function, wait))
            } else {
                let (at, runtime) = reported_at(runtime, *at);
                quote_spanned!(at=> #runtime::__private::RetryAfter::wait(wait))
            };
            quote_spanned!(span=> #path { #field: wait, .. } => #ask)
        }
        (Meaning::Forward { field, .. }, None) => {
            quote_spanned!(span=> #path { #field: inner, .. } => #runtime::__private::forwarded(inner).retry_after())
        }
    }
}

fn from_timed_out(input: &DeriveInput, path: &TokenStream, limit: &Limit, runtime: &TokenStream) -> TokenStream {
    let span = Span::mixed_site();
    let name = &input.ident;
    let (impl_generics, ty_generics, where_clause) = input.generics.split_for_impl();
    let Limit { field, at, .. } = limit;
    // A field of another type is reported where that stands.
    let timed_out = Ident::new("timed_out", at.resolved_at(span));
    quote_spanned! {span=>
        #[automatically_derived]
        impl #impl_generics #runtime::__private::From<#runtime::TimedOut> for #name #ty_generics #where_clause {
            fn from(#timed_out: #runtime::TimedOut) -> Self {
                #path { #field: #timed_out }
            }
        }
    }
}
