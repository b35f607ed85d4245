//! Step three: the generated tokens. This folder alone writes paths of the runtime.
//!
//! ```text
//! async fn fetch(url: &str) -> Result<Body, FetchError> { body }
//! ```
//! becomes
//! ```text
//! async fn fetch(url: &str) -> Result<Body, FetchError> {
//!     let call = probe::<Result<Body, FetchError>>()
//!         .retry_limited(|| None, const { &attempts(3).timeout_secs(30) });
//!     let mut call = cut(transient(call));
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
use syn::{Attribute, Token, parse_quote_spanned};

use crate::parse::block::{Block, Item};
use crate::parse::function::Function;
use crate::plan::Plan;
use crate::plan::arguments::{self, Arguments};
use crate::plan::binding::{How, Rebinding};
use crate::plan::clones::Clones;
use crate::plan::docs::line;
use crate::plan::moves::{self, Moved};
use crate::plan::rebindings::Found;
use crate::plan::returns::lacks_async;
use crate::tokens::{has_ident, tail};
use runtime::Runtime;

mod around;
mod call;
mod config;
mod manifest;
mod rebind;
mod runtime;

/// Each method of a block by its own plan.
pub(crate) fn block(block: &Block, plans: Vec<Option<Plan>>) -> TokenStream {
    block.with(block.items.iter().zip(plans).map(|(item, plan)| match (item, plan) {
        (Item::Method { function: method, .. }, Some(plan)) => function(plan, method),
        (Item::Method { function: method, .. }, None) => left_alone(method),
        (item, _) => item.to_token_stream(),
    }))
}

/// A function that is not retried. It still exists for its callers; with its `async`, where that is what it lacks, so that
/// nothing else is reported.
pub(crate) fn left_alone(function: &Function) -> TokenStream {
    if !lacks_async(&function.signature, &function.body) {
        return function.to_token_stream();
    }
    let mut signature = function.signature.clone();
    signature.asyncness = Some(Token![async](signature.fn_token.span));
    function.with(&function.attributes, &signature, function.body.clone())
}

pub(crate) fn function(mut plan: Plan, function: &Function) -> TokenStream {
    let span = plan.span;
    let Arguments {
        signature,
        statements,
        prologue,
        attempt,
        found,
    } = arguments::read(&mut plan, function);
    let runtime = Runtime::new(plan.runtime.as_ref(), span);
    let clones = found.rebindings.iter().any(|rebinding| rebinding.how == How::Clone);
    let content = attempts(&plan, attempt, found, &runtime);
    let mut attributes = function.attributes.clone();
    document(&mut attributes, &plan);
    if plan.body.is_whole_tail {
        // The block around the attempts is not the user's.
        attributes.push(parse_quote_spanned!(span=> #[allow(clippy::manual_async_fn)]));
    }
    if plan.returns.blocking && clones {
        // The attempts consume clones of what the function takes by value.
        attributes.push(parse_quote_spanned!(span=> #[allow(clippy::needless_pass_by_value)]));
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

/// A block of code.
pub(crate) fn block_of_code(mut plan: Plan, capture: Option<&Ident>) -> TokenStream {
    let span = plan.span;
    let runtime = Runtime::new(plan.runtime.as_ref(), span);
    let attempt = std::mem::take(&mut plan.body.attempt);
    let at = call::Reported {
        braces: plan.body.braces,
        tail: tail(&attempt).unwrap_or(plan.body.braces),
    };
    let names = if let Clones::Some(names) = &plan.clones {
        names
    } else {
        &Vec::new()
    };
    let rebindings: Vec<_> = names.iter().map(Rebinding::clone_of).collect();
    let moved = if plan.policies.iter().any(|policy| policy.broken) {
        Vec::new()
    } else {
        let cloned = |moved: &Moved| names.iter().any(|name| has_ident(moved.place.clone(), name));
        let mut moved = moves::certain_of_block(&attempt);
        moved.retain(|moved| !cloned(moved));
        moved
    };
    let copied = rebind::copied(&moved, &runtime);
    let end = attempt.is_empty().then(|| quote_spanned!(span=> ;));
    let rebound = rebind::around(attempt, plan.body.braces, &rebindings, &runtime);
    // It says of the block's type that it is the call's.
    let repeated = quote_spanned!(span=> if false { return witness.never(); } #end #copied #rebound);
    let content = call::nested(&plan, &runtime, repeated, at);
    let import = &runtime.import;
    quote_spanned!(span=> async #capture { #import #content })
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
