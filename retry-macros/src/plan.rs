//! Step two: the checked plan. Every rule about keys stands here.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;

use crate::args::{self, Value, Written};
use crate::body;
use crate::clones::Clones;
use crate::errors::Errors;
use crate::function::Function;
use crate::keys::Key;
use crate::lends;
use crate::policy::{self, Policy};
use crate::returns::{self, Returns};

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
