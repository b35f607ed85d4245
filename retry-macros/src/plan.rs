//! Step two: what was written → what it means, as values. Every rule stands here; nothing here knows the runtime.

use proc_macro2::{Group, Ident, Span, TokenStream};
use syn::{Path, parse_quote};

use crate::errors::Errors;
use crate::parse::args::{self, Arg};
use crate::parse::body::{self, Body};
use crate::parse::function::Function;
use borrowed_result::Borrows;
use clones::Clones;
use policy::Policy;
use returns::{Output, Returns};

pub(crate) mod arguments;
pub(crate) mod binding;
pub(crate) mod block;
pub(crate) mod borrowed_result;
mod bounds;
pub(crate) mod captures;
pub(crate) mod clones;
mod constants;
pub(crate) mod docs;
mod error_types;
mod functions;
mod impossible;
pub(crate) mod locals;
pub(crate) mod moves;
pub(crate) mod numbers;
pub(crate) mod policy;
pub(crate) mod rebindings;
pub(crate) mod returns;
pub(crate) mod values;
mod words;

/// What the expansion needs to know of a function and its attributes.
pub(crate) struct Plan {
    /// Hygiene of our own for generated code, and the function's name for messages about it.
    pub(crate) span: Span,
    /// The key `crate`.
    pub(crate) runtime: Option<Path>,
    pub(crate) body: Body,
    pub(crate) returns: Returns,
    /// What statements before the attempts bind.
    pub(crate) locals: Vec<Ident>,
    /// One for each `#[retry]`, the outermost first.
    pub(crate) policies: Vec<Policy>,
    pub(crate) clones: Clones,
    pub(crate) borrows: Borrows,
    /// What the section `# Retries` of the function's documentation says.
    pub(crate) docs: Option<String>,
}

/// What the function returns, and its body taken apart.
fn read(function: &Function) -> (syn::Result<Returns>, syn::Result<Body>) {
    let signature = &function.signature;
    let gives_output = signature.asyncness.is_some() || body::blocks_on(&function.body);
    let mut returns = returns::read(signature, gives_output, &function.body);
    let mut body = body::read(function, returns.as_ref().is_ok_and(|returns| returns.blocking));
    if let (Ok(named), Err(error)) = (&mut returns, &body) {
        // Perhaps a `Result` by another name.
        if error.to_string() == body::NOT_ASYNC && named.block_unless_future(&function.body) {
            body = body::read(function, true);
        }
    }
    (returns, body)
}

/// Whether the function blocks its thread.
fn blocks(function: &Function) -> bool {
    function.signature.asyncness.is_none() && read(function).0.is_ok_and(|returns| returns.blocking)
}

/// `None` where the function itself cannot be retried; it is then left as it is.
pub(crate) fn check(args: Vec<Arg>, function: &Function, errors: &mut Errors) -> Option<Plan> {
    let signature = &function.signature;
    let (returns, body) = read(function);
    let blocking = returns.as_ref().is_ok_and(|returns| returns.blocking);
    let locals = body
        .as_ref()
        .map(|body| locals::variables(&body.statements))
        .unwrap_or_default()
        .into_iter()
        .map(|variable| variable.name)
        .collect::<Vec<_>>();
    let stacked: Vec<_> = function
        .stacked
        .iter()
        .map(|tokens| args::parse(tokens.clone(), errors))
        .collect();
    let mut clones = Clones::None;
    let mut runtime = None;
    let mut policies = Vec::new();
    for args in std::iter::once(args).chain(stacked) {
        let read = policy::read(args, signature, &locals, blocking, errors);
        runtime = runtime.or(read.runtime);
        clones = clones.and(read.clones);
        policies.push(read.policy);
    }
    let returns = match returns {
        Ok(returns) => returns,
        Err(error) => {
            errors.push(error);
            return None;
        }
    };
    let body = match body {
        Ok(body) => body,
        Err(error) => {
            errors.push(error);
            return None;
        }
    };
    let lent = match &returns.output {
        Output::Nameable(output) | Output::OfFuture(output) => borrowed_result::find(signature, output),
        Output::Inferred => None,
    };
    if let Some((span, lender)) = lent {
        let message = format!(
            "the result borrows from {lender}, which the next attempt would need again; return an owned value, or take `&` instead of `&mut`, or retry inside a function that returns no borrow"
        );
        errors.push(syn::Error::new(span, message));
        return None;
    }
    let borrows = Borrows::of(signature, &returns.lifetimes);
    if errors.any() {
        for policy in &mut policies {
            policy.broken = true;
        }
    }
    Some(Plan {
        span: Span::mixed_site().located_at(signature.ident.span()),
        runtime,
        body,
        returns,
        locals,
        docs: docs::section(&function.attributes, &policies, blocking),
        policies,
        clones,
        borrows,
    })
}

/// The plan of a block of code.
pub(crate) fn of_block(args: Vec<Arg>, block: &Group, errors: &mut Errors) -> Plan {
    let nothing = parse_quote!(fn block());
    let names: Vec<_> = args.iter().flat_map(clones::names).cloned().collect();
    let mut read = policy::read(args, &nothing, &names, false, errors);
    if let Clones::All = read.clones {
        errors.push(syn::Error::new(
            read.clones_at,
            "a block has no arguments: name what it consumes, `clone(a, b)`",
        ));
    }
    read.policy.broken |= errors.any();
    Plan {
        span: Span::mixed_site().located_at(block.span_open()),
        runtime: read.runtime,
        body: Body::of(block),
        returns: Returns::inferred(block.span_open()),
        locals: Vec::new(),
        docs: None,
        policies: vec![read.policy],
        clones: read.clones,
        borrows: Borrows::of(&nothing, &TokenStream::new()),
    }
}
