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
use syn::{Attribute, FnArg, Token, parse_quote_spanned};

use crate::parse::block::{Block, Item};
use crate::parse::function::Function;
use crate::plan::Plan;
use crate::plan::docs::line;
use crate::plan::rebindings::{Found, How, Reader, Rebinding, of_receiver};
use crate::tokens::{rename, tail};
use runtime::Runtime;

mod call;
mod config;
mod manifest;
mod rebind;
mod runtime;

/// Each method of a block by its own plan.
pub(crate) fn block(block: &Block, plans: Vec<Option<Plan>>) -> TokenStream {
    block.with(block.items.iter().zip(plans).map(|(item, plan)| match (item, plan) {
        (Item::Method { function: method, .. }, Some(plan)) => function(plan, method),
        (item, _) => item.to_token_stream(),
    }))
}

pub(crate) fn function(mut plan: Plan, function: &Function) -> TokenStream {
    let span = plan.span;
    // Its type is what makes a type error in the body land on the user's own expression.
    let return_edge = quote_spanned!(span=> if false { return witness.never(); });
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
    let mut statements = std::mem::take(&mut body.statements);
    let mut attempt = std::mem::take(&mut body.attempt);
    let held: Vec<_> = plan
        .policies
        .iter()
        .filter_map(|policy| policy.expressions.backoff.clone())
        .collect();
    let keep_mut = body.has_statements();
    let mentioned = body.repeated(attempt.clone());
    let mut reader = Reader {
        clones: &plan.clones,
        attempt: &attempt,
        mentioned: &mentioned,
        borrows: &plan.borrows,
        held: &held,
        hidden: &plan.locals,
        keep_mut,
        found: Found::default(),
    };
    reader.signature(&mut signature, &prologue);
    reader.statements(&mut prologue, &function.signature);
    reader.locals(&mut statements);
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
    if let Some(name) = renamed {
        attempt = rename::rename(attempt, &name);
    }

    let runtime = Runtime::new(plan.runtime.as_ref(), span);
    // Where the body is another macro's, what that has put at its end is not the user's.
    let tail = tail(&attempt).filter(|_| !plan.body.is_wrapped());
    let at = call::Reported {
        braces: plan.body.braces,
        tail: tail.unwrap_or(plan.body.braces),
    };
    // In an empty body the edge would be the last expression.
    let end = attempt.is_empty().then(|| quote_spanned!(span=> ;));
    let rebound = rebind::around(attempt, plan.body.braces, &found.rebindings, &runtime);
    let (captured, copied) = (
        rebind::capturing(&found.captures, span),
        rebind::copied(&found.moved, &runtime),
    );
    let repeated = plan
        .body
        .repeated(quote_spanned!(span=> #return_edge #end #captured #copied #rebound));
    let content = call::nested(&plan, &runtime, repeated, at);
    let mut attributes = function.attributes.clone();
    document(&mut attributes, &plan);
    let import = &runtime.import;
    function.with(
        &attributes,
        &signature,
        plan.body
            .rebuild(&statements, quote_spanned!(span=> #import #(#prologue)* #content)),
    )
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
