//! Step three: the generated tokens. This folder alone writes paths of the runtime.
//!
//! ```text
//! async fn fetch(url: &str) -> Result<Body, FetchError> { body }
//! ```
//! becomes
//! ```text
//! async fn fetch(url: &str) -> Result<Body, FetchError> {
//!     let mut call = probe::<Result<Body, FetchError>>()
//!         .retry_limited(|| None, const { &attempts(3).timeout_secs(30) });
//!     loop {
//!         let witness = (&call).witness();
//!         let attempt = (&mut call).attempt(async {
//!             if false { return witness.never(); }
//!             body
//!         });
//!         if let Break(result) = attempt.await { return (&call).end(result); }
//!     }
//! }
//! ```

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::{Attribute, FnArg, Token, parse_quote_spanned};

use crate::parse::body;
use crate::parse::function::Function;
use crate::plan::Plan;
use crate::plan::docs::line;
use crate::plan::rebindings::{How, Reader, Rebinding, of_receiver};
use crate::tokens::rename;
use runtime::Runtime;

mod call;
mod config;
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

    let runtime = Runtime::new(plan.runtime.as_ref(), span);
    let (return_edge, rebound) = (&body.return_edge, rebind::around(attempt, &rebindings, &runtime));
    let repeated = quote_spanned!(span=> #return_edge #rebound);
    let content = call::nested(&plan, &runtime, repeated);
    let mut attributes = function.attributes.clone();
    document(&mut attributes, &plan);
    function.with(
        &attributes,
        &signature,
        body.rebuild(quote_spanned!(span=> #(#prologue)* #content)),
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
