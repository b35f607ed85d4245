//! `#[derive(Transient)]`: attributes as written ([`marks`]), what they mean ([`meaning`]), then the impls ([`expand`]).

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput};

use crate::errors::Errors;

mod expand;
mod marks;
mod meaning;

use marks::Marks;
use meaning::{Arm, arm, refuse_second_limit};

pub(crate) fn transient(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let mut marks = Marks::read(&input.attrs, &mut errors);
    let runtime = marks
        .runtime
        .take()
        .map_or_else(|| quote!(::retry_runtime), |path| quote!(#path));
    let arms = match &input.data {
        Data::Struct(data) => vec![arm(quote!(Self), input.ident.span(), marks, &data.fields, &mut errors)],
        Data::Enum(data) => {
            let on_the_enum = marks.mark.as_ref().map(|(mark, span)| (mark.to_string(), *span));
            let limit = marks.timed_out.map(|span| ("#[timed_out]".to_owned(), span));
            for (mark, span) in on_the_enum.into_iter().chain(limit) {
                let message = format!("`{mark}` goes on the variants of an enum, not on the enum");
                errors.push(syn::Error::new(span, message));
            }
            let arms = data.variants.iter().map(|variant| of_variant(variant, &mut errors));
            arms.collect()
        }
        Data::Union(data) => {
            let message = "`Transient` can be derived for enums and structs, not for unions";
            errors.push(syn::Error::new(data.union_token.span, message));
            return errors.with(TokenStream::new());
        }
    };
    refuse_second_limit(&arms, &mut errors);
    errors.with(expand::implementations(input, &runtime, &arms))
}

fn of_variant<'a>(variant: &'a syn::Variant, errors: &mut Errors) -> Arm<'a> {
    let marks = Marks::read(&variant.attrs, errors);
    if let Some(path) = &marks.runtime {
        errors.at(path, "`crate` goes on the type, not on a variant");
    }
    let name = &variant.ident;
    arm(quote!(Self::#name), name.span(), marks, &variant.fields, errors)
}
