//! How the arguments and the earlier variables of a function reach its attempts.

use proc_macro2::{Ident, TokenStream};
use syn::{Attribute, FnArg, Pat, Signature, Stmt, Token, parse_quote_spanned};

use super::Plan;
use super::binding::{How, Rebinding, of_receiver};
use super::rebindings::{Found, Reader};
use crate::parse::function::Function;
use crate::tokens::{has_ident, rename};

/// A function's parts, as far as the attempts ask for other ones.
pub(crate) struct Arguments {
    pub(crate) signature: Signature,
    /// What runs once, before the attempts.
    pub(crate) statements: Vec<Stmt>,
    pub(crate) prologue: Vec<Stmt>,
    pub(crate) attempt: TokenStream,
    /// What the head of each attempt needs.
    pub(crate) found: Found,
}

/// Takes the body out of the plan.
pub(crate) fn read(plan: &mut Plan, function: &Function) -> Arguments {
    let body = &mut plan.body;
    if let Some(name) = body.receiver_name() {
        for policy in &mut plan.policies {
            for expression in policy.expressions.iter_mut() {
                *expression = rename::rename(std::mem::take(expression), name);
            }
        }
        let name = name.clone();
        body.map_repeated(|tokens| rename::rename(tokens, &name));
    }

    let mut signature = function.signature.clone();
    let mut prologue = std::mem::take(&mut body.prologue);
    let has_statements = body.has_statements();
    let mut statements = std::mem::take(&mut body.statements);
    let mut attempt = std::mem::take(&mut body.attempt);
    let held: Vec<_> = plan
        .policies
        .iter()
        .filter_map(|policy| policy.expressions.backoff.clone())
        .collect();
    let mentioned = body.repeated(attempt.clone());
    let mut reader = Reader {
        clones: &plan.clones,
        attempt: &attempt,
        mentioned: &mentioned,
        borrows: &plan.borrows,
        held: &held,
        hidden: &plan.locals,
        keep_mut: has_statements,
        is_direct: signature.asyncness.is_some() || plan.returns.blocking || !prologue.is_empty(),
        found: Found::default(),
    };
    reader.signature(&mut signature, &prologue);
    let as_written = prologue.clone();
    reader.statements(&mut prologue, &function.signature);
    reader.locals(&statements);
    // `#[async_trait]` has given the receiver a name of its own already.
    let mut renamed = None;
    if let (Some(FnArg::Receiver(receiver)), true) = (signature.inputs.first_mut(), prologue.is_empty()) {
        let word = Ident::new("self", receiver.self_token.span);
        let how = of_receiver(receiver, &plan.clones, &attempt, &word);
        let mutability = match how {
            Some(How::Clone | How::ReborrowInside) => receiver.mutability.take(),
            Some(How::Reborrow) | None => None,
        };
        if reader.receiver(receiver, &word, how) || how == Some(How::ReborrowInside) {
            receiver.mutability = Some(Token![mut](word.span()));
        }
        if let Some(how) = how {
            let name = rename::fresh_name(&attempt, &word);
            renamed = Some(name.clone());
            reader.found.rebindings.push(Rebinding {
                attributes: Vec::new(),
                mutability,
                name,
                value: word,
                how,
            });
        }
    }
    let found = reader.found;
    if !(found.captures.is_empty() && found.rebindings.is_empty()) {
        plan.body.take_by_value();
    }
    for (conditions, name) in &found.rebound {
        statements.push(parse_quote_spanned!(plan.span=> #(#conditions)* let mut #name = #name;));
    }
    if let Some(name) = renamed {
        attempt = rename::rename(attempt, &name);
    }

    keep_mut(&mut signature, &function.signature, &mut prologue, &as_written, plan);
    Arguments {
        signature,
        statements,
        prologue,
        attempt,
        found,
    }
}

/// Gives an argument its `mut` back where an expression of a key names it, which sees the caller's value and may change it.
fn keep_mut(
    signature: &mut Signature,
    original: &Signature,
    prologue: &mut [Stmt],
    as_written: &[Stmt],
    plan: &mut Plan,
) {
    let expressions = plan
        .policies
        .iter_mut()
        .flat_map(|policy| policy.expressions.iter_mut());
    let expressions: TokenStream = expressions.map(|tokens| tokens.clone()).collect();
    let keep = |pattern: &mut Pat, original: &Pat, attributes: &mut Vec<Attribute>| {
        if let (Pat::Ident(pattern), Pat::Ident(original)) = (pattern, original) {
            let taken = pattern.mutability.is_none() && original.by_ref.is_none();
            if let Some(mutability) = original
                .mutability
                .filter(|_| taken && has_ident(expressions.clone(), &original.ident))
            {
                pattern.mutability = Some(mutability);
                // It may as well only read it.
                attributes.push(parse_quote_spanned!(plan.span=> #[allow(unused_mut)]));
            }
        }
    };
    for (argument, original) in signature.inputs.iter_mut().zip(&original.inputs) {
        if let (FnArg::Typed(argument), FnArg::Typed(original)) = (argument, original) {
            keep(&mut argument.pat, &original.pat, &mut argument.attrs);
        }
    }
    for (statement, original) in prologue.iter_mut().zip(as_written) {
        if let (Stmt::Local(statement), Stmt::Local(original)) = (statement, original) {
            keep(&mut statement.pat, &original.pat, &mut statement.attrs);
        }
    }
}
