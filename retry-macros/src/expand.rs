//! Step three: the generated tokens. This folder alone writes paths of the runtime.
//!
//! ```text
//! async fn fetch(url: &str) -> Result<Body, FetchError> { body }
//! ```
//! becomes
//! ```text
//! async fn fetch(url: &str) -> Result<Body, FetchError> {
//!     let mut call = probe::<Result<Body, FetchError>>().retry_limited(const { &attempts(3).timeout_secs(30) });
//!     loop {
//!         let witness = (&call).witness();
//!         let attempt = (&mut call).attempt(async {
//!             if false { return witness.never(); }
//!             body
//!         });
//!         if let Break(result) = attempt.await { return result; }
//!     }
//! }
//! ```

use proc_macro2::{Ident, TokenStream};
use quote::quote_spanned;
use syn::{Attribute, FnArg, Pat, Signature, Stmt, Token, parse_quote_spanned};

use crate::parse::function::Function;
use crate::plan::Plan;
use crate::plan::docs::line;
use crate::plan::rebindings::{Found, How, Reader, Rebinding, of_receiver};
use crate::tokens::{mentions, rename, tail};
use runtime::Runtime;

mod call;
mod config;
mod manifest;
mod rebind;
mod runtime;

pub(crate) fn function(mut plan: Plan, function: &Function) -> TokenStream {
    let span = plan.span;
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
        is_async: signature.asyncness.is_some() || !prologue.is_empty(),
        found: Found::default(),
    };
    reader.signature(&mut signature, &prologue);
    let rebound = prologue.clone();
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
        statements.push(parse_quote_spanned!(span=> #(#conditions)* let mut #name = #name;));
    }
    if let Some(name) = renamed {
        attempt = rename::rename(attempt, &name);
    }

    keep_mut(&mut signature, &function.signature, &mut prologue, &rebound, &mut plan);

    let runtime = Runtime::new(plan.runtime.as_ref(), span);
    let content = attempts(&plan, attempt, found, &runtime);
    let mut attributes = function.attributes.clone();
    document(&mut attributes, &plan);
    if plan.body.is_whole_tail {
        // The block around the attempts is not the user's.
        attributes.push(parse_quote_spanned!(span=> #[allow(clippy::manual_async_fn)]));
    }
    let import = &runtime.import;
    function.with(
        &attributes,
        &signature,
        plan.body
            .rebuild(&statements, quote_spanned!(span=> #import #(#prologue)* #content)),
    )
}

/// The attempts, each with what `found` asks for at its head.
fn attempts(plan: &Plan, mut attempt: TokenStream, found: Found, runtime: &Runtime) -> TokenStream {
    let span = plan.span;
    // Where the body is another macro's, what that has put at its end is not the user's.
    let tail = tail(&attempt).filter(|_| !plan.body.is_wrapped());
    let at = call::Reported {
        braces: plan.body.braces,
        tail: tail.unwrap_or(plan.body.braces),
    };
    // Its type is what makes a type error in the body land on the user's own expression. In an empty body it would be the
    // last expression.
    let end = attempt.is_empty().then(|| quote_spanned!(span=> ;));
    let return_edge = quote_spanned!(span=> if false { return witness.never(); } #end);
    // The block that a whole expression begins with borrows for itself.
    let mut captures = found.captures;
    if plan.body.is_whole_tail {
        attempt = rebind::capturing_within(attempt, &mut captures, span);
    }
    let capturing = rebind::capturing(&captures, span);
    // The key `clone` may be among the mistakes: they are the only errors.
    let broken = plan.policies.iter().any(|policy| policy.broken);
    let moved = if broken { &[][..] } else { &found.moved };
    let copied = rebind::copied(moved, runtime);
    let rebound = rebind::around(attempt, plan.body.braces, &found.rebindings, runtime);
    let repeated = plan
        .body
        .repeated(quote_spanned!(span=> #return_edge #capturing #copied #rebound));
    call::nested(plan, runtime, repeated, at)
}

/// Gives an argument its `mut` back where an expression of a key names it, which sees the caller's value and may change it.
fn keep_mut(signature: &mut Signature, original: &Signature, prologue: &mut [Stmt], rebound: &[Stmt], plan: &mut Plan) {
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
                .filter(|_| taken && mentions(expressions.clone(), &original.ident))
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
    for (statement, original) in prologue.iter_mut().zip(rebound) {
        if let (Stmt::Local(statement), Stmt::Local(original)) = (statement, original) {
            keep(&mut statement.pat, &original.pat, &mut statement.attrs);
        }
    }
}

/// Adds the section `# Retries` to the documentation.
fn document(attributes: &mut Vec<Attribute>, plan: &Plan) {
    let last = attributes.iter().rposition(|attribute| line(attribute).is_some());
    let (Some(last), Some(text)) = (last, &plan.docs) else {
        return;
    };
    let (span, text) = (plan.span, format!(" {text}"));
    let section = ["", " # Retries", "", &text].map(|line| parse_quote_spanned!(span=> #[doc = #line]));
    attributes.splice(last + 1..=last, section);
}
