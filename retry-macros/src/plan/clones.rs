//! The key `clone`: which arguments start every attempt as a clone.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::{FnArg, Signature};

use crate::errors::Errors;
use crate::parse::args::{Arg, ArgValue};
use crate::tokens::{has_ident, peeled, receiver_type};

/// The arguments that `clone` names.
#[derive(Default)]
pub(crate) enum Clones {
    #[default]
    None,
    All,
    Some(Vec<Ident>),
}

impl Clones {
    pub(crate) fn takes(&self, name: &Ident) -> bool {
        match self {
            Self::None => false,
            Self::All => true,
            Self::Some(names) => names.contains(name),
        }
    }

    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::None, one) | (one, Self::None) => one,
            (Self::Some(mut names), Self::Some(more)) => {
                names.extend(more);
                Self::Some(names)
            }
            _ => Self::All,
        }
    }
}

/// The names that the key gives.
pub(super) fn names(arg: &Arg) -> &[Ident] {
    match &arg.value {
        ArgValue::Names(names) => names,
        _ => &[],
    }
}

/// Whether a function has something of this name to clone.
pub(super) fn has(name: &Ident, signature: &Signature) -> bool {
    signature.inputs.iter().any(|input| match input {
        FnArg::Receiver(receiver) => name == "self" && !matches!(receiver_type(receiver), syn::Type::Reference(_)),
        FnArg::Typed(argument) => has_ident(argument.pat.to_token_stream(), name),
    })
}

/// Whether `name` is an argument that can be cloned, or a variable of the statements before the attempts.
pub(crate) fn check(name: &Ident, signature: &Signature, locals: &[Ident], errors: &mut Errors) {
    if locals.contains(name) {
        return;
    }
    if name == "__self" {
        errors.at(
            name,
            "`__self` is what `#[async_trait]` makes of `self`: write `clone(self)`",
        );
        return;
    }
    if name == "self" {
        match signature.inputs.first() {
            Some(FnArg::Receiver(receiver)) if !matches!(receiver_type(receiver), syn::Type::Reference(_)) => {}
            Some(FnArg::Receiver(_)) => errors.at(name, "`self` is a reference here: nothing is cloned"),
            _ => errors.at(name, "this function has no `self`"),
        }
        return;
    }
    let pattern = signature.inputs.iter().find_map(|input| match input {
        FnArg::Typed(argument) if has_ident(argument.pat.to_token_stream(), name) => Some(&*argument.ty),
        _ => None,
    });
    match pattern.map(peeled) {
        None => errors.at(
            name,
            format!("`clone` names `{name}`, which is not an argument of this function"),
        ),
        Some(syn::Type::Reference(ty)) if ty.mutability.is_some() => {
            errors.at(
                name,
                format!("`{name}` is a `&mut` reference: each attempt reborrows it, and nothing is cloned"),
            );
        }
        Some(_) => {}
    }
}
