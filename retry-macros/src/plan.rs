//! Step two: the checked plan. Every rule about keys stands here.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::{FnArg, Signature};

use crate::args::{self, Value, Written};
use crate::body;
use crate::errors::Errors;
use crate::function::Function;
use crate::keys::Key;
use crate::lends;
use crate::policy::{self, Policy};
use crate::receiver;
use crate::returns::{self, Returns};
use crate::tokens::mentions;

/// What the expansion needs to know of a function and its attributes.
pub(crate) struct Plan {
    /// Hygiene of our own for generated code, and the function's name for messages about it.
    pub(crate) here: Span,
    /// The function's own name.
    pub(crate) name: Ident,
    /// The path of the runtime's items for generated code.
    pub(crate) runtime: TokenStream,
    pub(crate) returns: Returns,
    /// One for each `#[retry]`, the outermost first.
    pub(crate) policies: Vec<Policy>,
    pub(crate) clones: Clones,
}

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

    fn and(self, other: Self) -> Self {
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

/// `None` where the function itself cannot be retried; it is then left as it is.
pub(crate) fn check(written: Vec<Written>, function: &Function, errors: &mut Errors) -> Option<Plan> {
    let here = Span::mixed_site().located_at(function.signature.ident.span());
    let mut runtime = quote_spanned!(here=> ::retry_runtime::__private);
    if let Some(Written {
        value: Value::Path(path),
        ..
    }) = written.iter().find(|argument| argument.spelling.key == Key::Crate)
    {
        runtime = quote_spanned!(here=> #path::__private);
    }
    let mut clones = Clones::None;
    let mut policies = Vec::new();
    let all = std::iter::once(written).chain(
        function
            .stacked
            .iter()
            .map(|tokens| args::parse(tokens.clone(), errors))
            .collect::<Vec<_>>(),
    );
    for written in all {
        let (policy, wanted) = policy::read(written, &runtime, &function.signature, errors);
        policies.push(policy);
        clones = clones.and(wanted);
    }
    let gives_output = function.signature.asyncness.is_some() || body::blocks_on(&function.body);
    let returns = match returns::read(&runtime, &function.signature, gives_output) {
        Ok(returns) => returns,
        Err(error) => {
            errors.push(error);
            return None;
        }
    };
    if let Some((span, lender)) = lends::find(&function.signature, &returns.output) {
        let message = format!(
            "the result borrows from {lender}, which the next attempt would need again; return an owned value, or take `&` instead of `&mut`, or retry inside a function that returns no borrow"
        );
        errors.push(syn::Error::new(span, message));
        return None;
    }
    if errors.any() {
        for policy in &mut policies {
            policy.broken = true;
        }
    }
    Some(Plan {
        here,
        name: function.signature.ident.clone(),
        runtime,
        returns,
        policies,
        clones,
    })
}

pub(crate) fn check_clone(name: &Ident, signature: &Signature, errors: &mut Errors) {
    if name == "self" {
        match signature.inputs.first() {
            Some(FnArg::Receiver(receiver)) if !matches!(receiver::type_of(receiver), syn::Type::Reference(_)) => {}
            Some(FnArg::Receiver(_)) => errors.at(name, "`self` is a reference here: nothing is cloned"),
            _ => errors.at(name, "this function has no `self`"),
        }
        return;
    }
    let pattern = signature.inputs.iter().find_map(|input| match input {
        FnArg::Typed(argument) if mentions(argument.pat.to_token_stream(), name) => Some(&*argument.ty),
        _ => None,
    });
    match pattern.map(returns::peeled) {
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
