//! `#[derive(Transient)]`: attributes as written ([`marks`]), then the impl.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Fields, Index, Member, parse_quote};

use crate::errors::Errors;
use crate::tokens::{located, mentions};

mod marks;

use marks::{Mark, Marks};

/// One variant, or the whole of a struct.
struct Arm<'a> {
    /// `Self::Variant`, or `Self`.
    path: TokenStream,
    meaning: Meaning<'a>,
}

/// The field that says how long to wait, and where its type stands.
struct Wait {
    field: Member,
    at: Span,
}

enum Meaning<'a> {
    Permanent,
    Transient {
        retry_after: Option<Wait>,
    },
    Forward {
        field: Member,
        ty: &'a syn::Type,
        retry_after: Option<Wait>,
    },
}

pub(crate) fn transient(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let mut marks = Marks::read(&input.attrs, &mut errors);
    let runtime = marks
        .runtime
        .take()
        .map_or_else(|| quote!(::retry_runtime), |path| quote!(#path));
    let arms = match &input.data {
        Data::Struct(data) => vec![Arm {
            path: quote!(Self),
            meaning: meaning(&marks, &data.fields, &mut errors),
        }],
        Data::Enum(data) => {
            if let Some((mark, span)) = marks.mark {
                errors.push(syn::Error::new(
                    span,
                    format!("`{mark}` goes on the variants of an enum, not on the enum"),
                ));
            }
            let arm = |variant| arm(variant, &mut errors);
            data.variants.iter().map(arm).collect()
        }
        Data::Union(data) => {
            let message = "`Transient` can be derived for enums and structs, not for unions";
            errors.push(syn::Error::new(data.union_token.span, message));
            return errors.with(TokenStream::new());
        }
    };
    errors.with(implementation(input, &runtime, &arms))
}

fn arm<'a>(variant: &'a syn::Variant, errors: &mut Errors) -> Arm<'a> {
    let marks = Marks::read(&variant.attrs, errors);
    if let Some(path) = &marks.runtime {
        errors.at(path, "`crate` goes on the type, not on a variant");
    }
    let name = &variant.ident;
    Arm {
        path: quote!(Self::#name),
        meaning: meaning(&marks, &variant.fields, errors),
    }
}

fn meaning<'a>(marks: &Marks, fields: &'a Fields, errors: &mut Errors) -> Meaning<'a> {
    let mut retry_after = None;
    let mut others = Vec::new();
    for (i, field) in fields.iter().enumerate() {
        let member = field
            .ident
            .clone()
            .map_or_else(|| Member::Unnamed(Index::from(i)), Member::Named);
        match marks::retry_after(&field.attrs, errors) {
            Some(span) if retry_after.is_some() => {
                errors.push(syn::Error::new(
                    span,
                    "`#[retry_after]` is given twice: one field can say how long to wait",
                ));
            }
            Some(span) => {
                let at = field.ty.span();
                retry_after = Some((Wait { field: member, at }, span));
            }
            None => others.push((member, &field.ty)),
        }
    }
    let unused = |retry_after: Option<(Wait, Span)>, errors: &mut Errors| {
        if let Some((_, span)) = retry_after {
            errors.push(syn::Error::new(
                span,
                "a permanent error is not retried: mark it `#[transient]` as well, or drop `#[retry_after]`",
            ));
        }
    };
    match marks.mark {
        None | Some((Mark::Permanent, _)) => {
            unused(retry_after, errors);
            Meaning::Permanent
        }
        Some((Mark::Transient, _)) => Meaning::Transient {
            retry_after: retry_after.map(|(wait, _)| wait),
        },
        Some((Mark::Forward, span)) => {
            if let [(field, ty)] = others.as_slice() {
                let retry_after = retry_after.map(|(wait, _)| wait);
                return Meaning::Forward {
                    field: field.clone(),
                    ty,
                    retry_after,
                };
            }
            let message = format!(
                "`forward` asks the one field, and there are {}: implement `Transient` by hand, or write `#[transient]`",
                others.len()
            );
            errors.push(syn::Error::new(span, message));
            Meaning::Permanent
        }
    }
}

fn implementation(input: &DeriveInput, runtime: &TokenStream, arms: &[Arm<'_>]) -> TokenStream {
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
            if parameters.iter().any(|parameter| mentions(quote!(#ty), parameter)) {
                generics
                    .make_where_clause()
                    .predicates
                    .push(parse_quote!(#ty: #runtime::Transient));
            }
        }
    }
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    // What a field has to be is reported where its type stands.
    let runtime_at = |at: Span| {
        let at = at.resolved_at(span);
        (at, located(runtime, at))
    };
    let is_transient = arms.iter().map(|Arm { path, meaning }| match meaning {
        Meaning::Permanent => quote_spanned!(span=> #path { .. } => false),
        Meaning::Transient { .. } => quote_spanned!(span=> #path { .. } => true),
        Meaning::Forward { field, ty, .. } => {
            let (at, runtime) = runtime_at(ty.span());
            let ask = quote_spanned!(at=> #runtime::Transient::is_transient(inner));
            quote_spanned!(span=> #path { #field: inner, .. } => #ask)
        }
    });
    let retry_after = arms.iter().map(|Arm { path, meaning }| match meaning {
        Meaning::Transient {
            retry_after: Some(Wait { field, at }),
        }
        | Meaning::Forward {
            retry_after: Some(Wait { field, at }),
            ..
        } => {
            let (at, runtime) = runtime_at(*at);
            let ask = quote_spanned!(at=> #runtime::__private::RetryAfter::wait(wait));
            quote_spanned!(span=> #path { #field: wait, .. } => #ask)
        }
        Meaning::Forward { field, .. } => {
            quote_spanned!(span=> #path { #field: inner, .. } => #runtime::__private::forwarded(inner).retry_after())
        }
        Meaning::Permanent | Meaning::Transient { .. } => {
            quote_spanned!(span=> #path { .. } => #runtime::__private::None)
        }
    });
    // A reference to an enum without variants is matched by what it refers to.
    let value = if arms.is_empty() {
        quote_spanned!(span=> *self)
    } else {
        quote_spanned!(span=> self)
    };
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
    }
}
