//! Step three: the generated tokens. Only this file and the values it is handed know paths of the runtime.
//!
//! ```text
//! async fn fetch(url: &str) -> Result<Body, FetchError> { body }
//! ```
//! becomes
//! ```text
//! async fn fetch(url: &str) -> Result<Body, FetchError> {
//!     let kind = kind(Probe::<Result<Body, FetchError>>::new().retry_kind());
//!     let mut call = pin!(limited(kind, const { &RetryConfig::new().max(3) }));
//!     loop {
//!         let witness = kind.witness();
//!         let outcome = Call::attempt(Pin::as_mut(&mut call), async {
//!             if let Some(never) = Witness::none(witness) { return never; }
//!             { body }
//!         }).await;
//!         match Call::judge(Pin::as_mut(&mut call), outcome, by_transient(kind)) {
//!             ControlFlow::Break(result) => return result,
//!             ControlFlow::Continue(()) => Call::delay(Pin::as_mut(&mut call)).await,
//!         }
//!     }
//! }
//! ```

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::{FnArg, Token};

use crate::bindings::{How, Reader, Rebinding, around, receiver_afresh};
use crate::body;
use crate::function::Function;
use crate::plan::{Plan, Policy};
use crate::receiver;
use crate::tokens::located;

pub(crate) fn function(plan: &Plan, function: &Function) -> TokenStream {
    let (here, runtime) = (plan.here, &plan.runtime);
    // Its type is what makes a type error in the body land on the user's own expression.
    let edge = quote_spanned!(here=> if let #runtime::Some(never) = #runtime::Witness::none(witness) { return never; });
    let mut body = match body::read(function, &edge) {
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

    let mut reader = Reader {
        clones: &plan.clones,
        attempt: &attempt,
        found: Vec::new(),
        keep_mut: body.has_statements(),
    };
    if once.is_empty() {
        reader.signature(&mut signature);
    } else {
        reader.statements(&mut once, &function.signature);
    }
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

    let repeated = around(attempt, &rebindings, plan);
    let returns = &plan.returns;
    let output = &returns.output;
    let at = returns.span.resolved_at(Span::mixed_site());
    let there = located(runtime, at);
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
                quote_spanned!(here=> #runtime::Witness::probe(witness).retry_kind())
            };
            retry_loop(plan, policy, &kind, &repeated)
        });
    function.with(&signature, body.rebuild(quote_spanned!(here=> #(#once)* #content)))
}

fn retry_loop(plan: &Plan, policy: &Policy, kind: &TokenStream, repeated: &TokenStream) -> TokenStream {
    let (here, runtime) = (plan.here, &plan.runtime);
    let at_error = plan.returns.error_span.resolved_at(Span::mixed_site());
    let (bind_config, config) = config(plan, policy);
    // What these two require of the error type is said where it stands.
    let there = located(runtime, at_error);
    let call = if policy.limited() && !policy.broken {
        quote_spanned!(at_error=> #there::limited(kind, #config))
    } else {
        quote_spanned!(at_error=> #there::unlimited(kind, #config))
    };
    let classify = match &policy.when {
        _ if policy.broken => quote_spanned!(here=> #runtime::never(kind)),
        Some(when) => quote_spanned!(here=> #runtime::when(kind, #when)),
        None => quote_spanned!(at_error=> #there::by_transient(kind)),
    };
    let attempt = quote_spanned!(here=> async { #repeated });
    let attempt = quote_spanned!(at_error=> #there::Call::attempt(#there::Pin::as_mut(&mut call), #attempt).await);
    let judged = quote_spanned!(at_error=> #there::Call::judge(#there::Pin::as_mut(&mut call), outcome, #classify));
    quote_spanned! {here=>
        let kind = #runtime::kind(#kind);
        #bind_config
        let mut call = #runtime::pin!(#call);
        loop {
            let witness = #runtime::witness(kind);
            let outcome = #attempt;
            match #judged {
                #runtime::ControlFlow::Break(result) => return result,
                #runtime::ControlFlow::Continue(()) => #runtime::Call::delay(#runtime::Pin::as_mut(&mut call)).await,
            }
        }
    }
}

/// A statement that binds a run-time configuration, and the expression of type `&RetryConfig`.
fn config(plan: &Plan, policy: &Policy) -> (TokenStream, TokenStream) {
    let (here, runtime) = (plan.here, &plan.runtime);
    let builders = policy.settings.iter().map(|setting| {
        let (builder, value) = (&setting.builder, &setting.value);
        quote_spanned!(here=> .#builder(#value))
    });
    let constant = quote_spanned!(here=> const { &#runtime::RetryConfig::new()#(#builders)* });
    let Some(config) = &policy.config else {
        return (TokenStream::new(), constant);
    };
    let mut value = quote_spanned!(here=> #runtime::configured(#config));
    if !policy.settings.is_empty() {
        let fields = policy.settings.iter().map(|setting| &setting.field);
        value = quote_spanned!(here=> #runtime::overlaid(#value, #constant, #(#runtime::fields::#fields)|*));
    }
    (
        quote_spanned!(here=> let config = #value;),
        quote_spanned!(here=> &config),
    )
}
