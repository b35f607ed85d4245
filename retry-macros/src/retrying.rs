//! The loop around the repeated part of a body. Where the error says itself what it means:
//!
//! ```text
//! let mut call = limited(Probe::<…>::new().retry_kind(), const { &… });
//! loop {
//!     let witness = witness(&call);
//!     let attempt = Call::attempt(&mut call, async { … });
//!     if let ControlFlow::Break(result) = attempt.await {
//!         return result;
//!     }
//! }
//! ```
//!
//! Where expressions of the user's decide, they are asked after the attempt, whose borrows have then ended:
//!
//! ```text
//! let kind = kind(Probe::<…>::new().retry_kind());
//! let config = configured(expr);                                  config
//! let mut call = limited(kind, &config);
//! let mut schedule = None;                                        backoff
//! let result = loop {
//!     let attempt = Call::context(&mut call);                     context
//!     let witness = witness(&call);
//!     let outcome = Call::run(&mut call, async { … }).await;
//!     let wait = match Call::weigh(&mut call, outcome, classify(kind, f).budget(b).backoff(&mut schedule, || …)) {
//!         ControlFlow::Break(result) => break result,             `return`, without a fallback
//!         ControlFlow::Continue(wait) => wait,
//!     };
//!     let wait = Call::tell(&mut call, wait, "name", f);          on_retry
//!     wait.await;
//! };
//! let answer = match result {                                     fallback
//!     Ok(value) => return Ok(value),
//!     Err(error) => fallback(kind, error, f),
//! };
//! answer.await
//! ```

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;

use crate::plan::Plan;
use crate::policy::{Classify, Policy, Setting};
use crate::tokens::located;

/// `repeated`, as often as `policy` says, in a function of the kind that the expression `kind` finds.
pub(crate) fn repeat(plan: &Plan, policy: &Policy, kind: &TokenStream, repeated: &TokenStream) -> TokenStream {
    let (here, runtime) = (plan.here, &plan.runtime);
    let at_error = plan.returns.error_span.resolved_at(Span::mixed_site());
    // What is required of the error type is said where that type stands.
    let there = located(runtime, at_error);
    let (bind_kind, kind) = if policy.asks_error_alone() && policy.fallback.is_none() {
        (TokenStream::new(), kind.clone())
    } else {
        // A type that has no kind is said where it stands, and once.
        let at = plan.returns.span.resolved_at(Span::mixed_site());
        let there = located(runtime, at);
        let found = quote_spanned!(at=> #there::kind(#kind));
        (quote_spanned!(here=> let kind = #found;), quote_spanned!(here=> kind))
    };
    let (bind_config, config) = config(plan, policy);
    let timed = policy.on_retry.as_ref().map(|_| quote_spanned!(here=> .needs_clock()));
    let begin = if policy.limited() {
        quote_spanned!(at_error=> #there::limited(#kind, #config)#timed)
    } else {
        quote_spanned!(at_error=> #there::unlimited(#kind, #config)#timed)
    };
    let bind_schedule = policy
        .backoff
        .as_ref()
        .map(|_| quote_spanned!(here=> let mut schedule = #runtime::None;));
    let bind_context = policy
        .context
        .as_ref()
        .map(|name| quote_spanned!(here=> let #name = #runtime::Call::context(&mut call);));
    let leave = if policy.fallback.is_some() {
        quote_spanned!(here=> break)
    } else {
        quote_spanned!(here=> return)
    };
    let attempt = quote_spanned!(here=> async { #repeated });
    let round = if policy.asks_error_alone() {
        quote_spanned! {at_error=>
            let attempt = #runtime::Call::attempt(&mut call, #attempt);
            if let #runtime::ControlFlow::Break(result) = attempt.await { #leave result; }
        }
    } else {
        asking_round(plan, policy, &attempt, &leave)
    };
    let (bind_result, end) = match &policy.fallback {
        Some(function) => {
            // A wrong answer is said at the function that gives it.
            let at_function = function.span().resolved_at(Span::mixed_site());
            let there = located(runtime, at_function);
            let answer = quote_spanned!(at_function=> #there::fallback(kind, error, #function));
            (
                quote_spanned!(here=> let result =),
                quote_spanned! {here=>
                    ;
                    let answer = match result {
                        #runtime::Ok(value) => return #runtime::Ok(value),
                        #runtime::Err(error) => #answer,
                    };
                    answer.await
                },
            )
        }
        None => (TokenStream::new(), TokenStream::new()),
    };
    quote_spanned! {here=>
        #bind_kind
        #bind_config
        let mut call = #begin;
        #bind_schedule
        #bind_result loop {
            #bind_context
            let witness = #runtime::Call::witness(&call);
            #round
        }
        #end
    }
}

/// An attempt, and the user's expressions after it: each in a statement of its own, so that nothing that one has made
/// or borrowed (a lock's guard, an error that is not `Send`) is in the way of the next, or held while the call waits.
fn asking_round(plan: &Plan, policy: &Policy, attempt: &TokenStream, leave: &TokenStream) -> TokenStream {
    let (here, runtime) = (plan.here, &plan.runtime);
    let at_error = plan.returns.error_span.resolved_at(Span::mixed_site());
    let there = located(runtime, at_error);
    let decision = decision(plan, policy);
    let budget = match &policy.budget {
        Some(budget) => quote_spanned!(here=> #runtime::Some(#budget)),
        None => quote_spanned!(here=> #runtime::None),
    };
    let decide = match &policy.backoff {
        Some(schedule) => quote_spanned! {at_error=>
            #there::Call::decide_by(&mut call, decided, #budget, || {
                #runtime::next(&mut schedule, || #runtime::schedule(#schedule))
            })
        },
        None => quote_spanned!(at_error=> #there::Call::decide(&mut call, decided, #budget)),
    };
    let notify = policy.on_retry.as_ref().map(|hook| {
        let name = name(plan, policy);
        quote_spanned! {here=>
            let failed = match #runtime::Call::notify(&mut call, failed, #name, #hook) {
                #runtime::ControlFlow::Break(result) => #leave result,
                #runtime::ControlFlow::Continue(failed) => failed,
            };
        }
    });
    quote_spanned! {here=>
        let outcome = #there::Call::run(&mut call, #attempt).await;
        let decided = #decision;
        let failed = match #decide {
            #runtime::ControlFlow::Break(result) => #leave result,
            #runtime::ControlFlow::Continue(failed) => failed,
        };
        #notify
        let delay = #runtime::Call::next(&mut call, failed);
        if let #runtime::ControlFlow::Break(result) = delay.await { #leave result; }
    }
}

/// What an outcome means.
fn decision(plan: &Plan, policy: &Policy) -> TokenStream {
    let (here, runtime) = (plan.here, &plan.runtime);
    match &policy.classify {
        // What was meant to decide may be among the mistakes: they are the only errors.
        Classify::Error if policy.broken => quote_spanned!(here=> #runtime::never(kind, outcome)),
        Classify::Error => {
            let at_error = plan.returns.error_span.resolved_at(Span::mixed_site());
            let there = located(runtime, at_error);
            quote_spanned!(at_error=> #there::by_transient(kind, outcome))
        }
        Classify::When(predicate) => quote_spanned!(here=> #runtime::when(kind, outcome, #predicate)),
        Classify::Result(function) => quote_spanned!(here=> #runtime::classify(kind, outcome, #function)),
    }
}

/// The operation's name for events.
fn name(plan: &Plan, policy: &Policy) -> TokenStream {
    let (here, runtime) = (plan.here, &plan.runtime);
    policy
        .name
        .clone()
        .unwrap_or_else(|| quote_spanned!(here=> #runtime::name_of(|| {})))
}

/// A statement that binds a run-time configuration, and the expression of type `&RetryConfig`.
fn config(plan: &Plan, policy: &Policy) -> (TokenStream, TokenStream) {
    let (here, runtime) = (plan.here, &plan.runtime);
    let builders = policy
        .settings
        .iter()
        .map(|Setting { builder, value }| match policy.config {
            None => quote_spanned!(here=> .#builder(#value)),
            Some(_) => quote_spanned!(here=> .#builder(const { #value })),
        });
    match &policy.config {
        None => (
            TokenStream::new(),
            quote_spanned!(here=> const { &#runtime::RetryConfig::new()#(#builders)* }),
        ),
        Some(config) => (
            quote_spanned!(here=> let config = #runtime::configured(#config)#(#builders)*;),
            quote_spanned!(here=> &config),
        ),
    }
}
