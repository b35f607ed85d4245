//! Step three: the generated tokens. This file, and those it calls, know paths of the runtime; no other does.
//!
//! ```text
//! async fn fetch(url: &str) -> Result<Body, FetchError> { body }
//! ```
//! becomes
//! ```text
//! async fn fetch(url: &str) -> Result<Body, FetchError> {
//!     let mut call = limited(Probe::<Result<Body, FetchError>>::new().retry_kind(), const { &RetryConfig::new().max(3) });
//!     loop {
//!         let witness = witness(&call);
//!         let attempt = Call::attempt(&mut call, async {
//!             if let Some(never) = witness.none() { return never; }
//!             { body }
//!         });
//!         if let ControlFlow::Break(result) = attempt.await { return result; }
//!     }
//! }
//! ```

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::{FnArg, Token};

use crate::bindings::{How, Reader, Rebinding, around, receiver_afresh};
use crate::body;
use crate::function::Function;
use crate::plan::Plan;
use crate::policy::Policy;
use crate::receiver;
use crate::retrying;
use crate::tokens::located;

pub(crate) fn function(mut plan: Plan, function: &Function) -> TokenStream {
    let (here, runtime) = (plan.here, plan.runtime.clone());
    // Its type is what makes a type error in the body land on the user's own expression.
    let edge = quote_spanned!(here=> if let #runtime::Some(never) = witness.none() { return never; });
    let mut body = match body::read(function, edge) {
        Ok(body) => body,
        Err(error) => {
            let mut tokens = function.to_token_stream();
            tokens.extend(error.into_compile_error());
            return tokens;
        }
    };

    let mut signature = function.signature.clone();
    let mut once = std::mem::take(&mut body.once);
    let mut attempt = std::mem::take(&mut body.attempt);

    if let Some(name) = receiver::renamed(&once) {
        for expression in plan.policies.iter_mut().flat_map(Policy::expressions) {
            *expression = receiver::rename(std::mem::take(expression), &name);
        }
    }
    let plan = &plan;

    let mut reader = Reader {
        clones: &plan.clones,
        attempt: &attempt,
        found: Vec::new(),
        keep_mut: body.has_statements(),
    };
    reader.signature(&mut signature, &once);
    reader.statements(&mut once, &function.signature);
    let mut rebindings = reader.found;
    // `#[async_trait]` has given the receiver a name of its own already.
    if let (Some(FnArg::Receiver(receiver)), true) = (signature.inputs.first_mut(), once.is_empty()) {
        let word = Ident::new("self", receiver.self_token.span);
        if let Some(how) = receiver_afresh(receiver, &plan.clones, &attempt, &word) {
            let name = receiver::fresh_name(&attempt, &word);
            let mutability = if how == How::Reborrow {
                None
            } else {
                receiver.mutability.take()
            };
            if how == How::ReborrowInside {
                receiver.mutability = Some(Token![mut](word.span()));
            }
            attempt = receiver::rename(attempt, &name);
            rebindings.push(Rebinding::receiver(name, word, mutability, how));
        }
    }

    let (edge, rebound) = (&body.edge, around(attempt, &rebindings, plan));
    let repeated = quote_spanned!(here=> #edge #rebound);
    let returns = &plan.returns;
    let output = &returns.output;
    let at = returns.span.resolved_at(Span::mixed_site());
    let there = located(&runtime, at);
    let probe = if returns.opaque_error {
        quote_spanned!(at=> plain())
    } else {
        quote_spanned!(at=> retry_kind())
    };
    let probe = quote_spanned!(at=> #there::Probe::<#output>::new().#probe);
    let content = plan
        .policies
        .iter()
        .enumerate()
        .rev()
        .fold(repeated, |repeated, (i, policy)| {
            let kind = if i == 0 {
                probe.clone()
            } else {
                quote_spanned!(here=> witness.probe().retry_kind())
            };
            retrying::repeat(plan, policy, &kind, &repeated)
        });
    function.with(&signature, body.rebuild(quote_spanned!(here=> #(#once)* #content)))
}
