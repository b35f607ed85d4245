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
use quote::{ToTokens, quote_spanned};
use syn::{Attribute, FnArg, Pat, Signature, Stmt, Token, parse_quote_spanned};

use crate::parse::body;
use crate::parse::function::Function;
use crate::plan::Plan;
use crate::plan::docs::line;
use crate::plan::rebindings::{How, Reader, Rebinding, of_receiver};
use crate::tokens::{mentions, rename, tail};
use runtime::Runtime;

mod call;
mod config;
mod manifest;
mod rebind;
mod runtime;

pub(crate) fn function(mut plan: Plan, function: &Function) -> TokenStream {
    let span = plan.span;
    // Its type is what makes a type error in the body land on the user's own expression.
    let return_edge = quote_spanned!(span=> if false { return witness.never(); });
    let mut body = match body::read(function, return_edge) {
        Ok(body) => body,
        Err(error) => {
            let mut tokens = function.to_token_stream();
            tokens.extend(error.into_compile_error());
            return tokens;
        }
    };
    if let Some(name) = body.receiver_name() {
        for policy in &mut plan.policies {
            for expression in policy.expressions.iter_mut() {
                *expression = rename::rename(std::mem::take(expression), name);
            }
        }
    }

    let mut signature = function.signature.clone();
    let mut prologue = std::mem::take(&mut body.prologue);
    let mut attempt = std::mem::take(&mut body.attempt);
    let mut reader = Reader {
        clones: &plan.clones,
        attempt: &attempt,
        found: Vec::new(),
        keep_mut: body.has_statements(),
    };
    reader.signature(&mut signature, &prologue);
    let rebound = prologue.clone();
    reader.statements(&mut prologue, &function.signature);
    let mut rebindings = reader.found;
    // `#[async_trait]` has given the receiver a name of its own already.
    if let (Some(FnArg::Receiver(receiver)), true) = (signature.inputs.first_mut(), prologue.is_empty()) {
        let word = Ident::new("self", receiver.self_token.span);
        if let Some(how) = of_receiver(receiver, &plan.clones, &attempt, &word) {
            let name = rename::fresh_name(&attempt, &word);
            let mutability = if how == How::Reborrow {
                None
            } else {
                receiver.mutability.take()
            };
            if how == How::ReborrowInside {
                receiver.mutability = Some(Token![mut](word.span()));
            }
            attempt = rename::rename(attempt, &name);
            rebindings.push(Rebinding {
                attributes: Vec::new(),
                mutability,
                name,
                value: word,
                how,
            });
        }
    }

    keep_mut(&mut signature, &function.signature, &mut prologue, &rebound, &mut plan);

    let runtime = Runtime::new(plan.runtime.as_ref(), span);
    // Where the body is another macro's, what that has put at its end is not the user's.
    let tail = tail(&attempt).filter(|_| !body.return_edge.is_empty());
    let at = call::Reported {
        braces: body.braces,
        tail: tail.unwrap_or(body.braces),
    };
    // In an empty body the edge would be the last expression.
    let end = attempt.is_empty().then(|| quote_spanned!(span=> ;));
    let (return_edge, rebound) = (
        &body.return_edge,
        rebind::around(attempt, body.braces, &rebindings, &runtime),
    );
    let repeated = quote_spanned!(span=> #return_edge #end #rebound);
    let content = call::nested(&plan, &runtime, repeated, at);
    let mut attributes = function.attributes.clone();
    document(&mut attributes, &plan);
    let import = &runtime.import;
    function.with(
        &attributes,
        &signature,
        body.rebuild(quote_spanned!(span=> #import #(#prologue)* #content)),
    )
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
