//! The loop around the repeated part of a body. Where the error says itself what it means:
//!
//! ```text
//! let call = probe::<…>().retry_limited(|| None, const { &… });          or `Some(…)`, the key `name`
//! let mut call = cut(transient(call));                            what is required of the error type
//! loop {
//!     let witness = (&call).witness();
//!     let attempt = (&mut call).attempt(async { … });
//!     if let Break(result) = attempt.await { return (&call).end(result); }
//! }
//! ```
//!
//! Where the user's expressions decide, they are evaluated after the attempt, whose borrows have then ended:
//!
//! ```text
//! let config = configured(expr).max(5);                           config
//! let config = overridden(expr, &config);                         overrides
//! let name = || None;                                             on_retry
//! let mut call = probe::<…>().retry_limited(name, &config)
//!     .silent()                                                   events = off
//!     .needs_clock();                                             on_retry
//! let kind = (&call).kind();
//! let mut schedule = None;                                        backoff
//! let result = loop {
//!     let attempt = Call::context(&mut call);                     context
//!     let witness = (&call).witness();
//!     let outcome = (&mut call).run(async { … }).await;
//!     let decided = when(kind, outcome, f);                       or `by_transient`, `classify`
//!     let failed = match Call::decide(&mut call, decided, budget) {    or `decide_by`, with a schedule
//!         Break(result) => break result,             `return`, without a fallback
//!         Continue(failed) => failed,
//!     };
//!     let failed = match Call::notify(&mut call, failed, name, f) {    on_retry
//!         Break(result) => break result,
//!         Continue(failed) => failed,
//!     };
//!     if let Break(result) = (&mut call).next(failed).await { break result; }
//! };
//! let answer = match result {                                     fallback
//!     Ok(value) => return Ok(value),
//!     Err(error) => fallback(kind, error, f),
//! };
//! answer.await
//! ```
//!
//! With the feature `faults` the body is a statement of its own, and the attempt is of the body after its faults:
//!
//! ```text
//!     let body = async { … };
//!     let faults = faults::<_, _, _, (PhantomData<FetchError>,)>(&body);
//!     let attempt = (&mut call).attempt((&faults).retry_faulty(body, || None, |error| error));
//! ```

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;

use super::config::config;
use super::runtime::Runtime;
use crate::parse::keys::Key;
use crate::plan::Plan;
use crate::plan::policy::Policy;
use crate::plan::returns::Output;
use crate::tokens::braced;

/// The loops of all attributes around `repeated`, the outermost first.
pub(super) fn nested(plan: &Plan, runtime: &Runtime, repeated: TokenStream, at: Reported) -> TokenStream {
    let policies = plan.policies.iter().enumerate().rev();
    policies.fold(repeated, |repeated, (i, policy)| {
        let outermost = i == 0;
        Loop {
            plan,
            policy,
            runtime,
            // They are those of the attempts of the body.
            has_faults: cfg!(feature = "faults") && i + 1 == plan.policies.len() && !policy.broken,
            // An error that is an `impl Trait` names no type to probe.
            opaque: outermost && plan.returns.opaque_error,
            probe: probe(plan, runtime, outermost),
            at,
            at_error: plan.returns.error_span.resolved_at(Span::mixed_site()),
        }
        .tokens(&repeated)
    })
}

/// What finds the kind of function from the type that it returns; an inner one returns what the next outer attempts.
fn probe(plan: &Plan, runtime: &Runtime, outermost: bool) -> TokenStream {
    let span = plan.span;
    if !outermost {
        return quote_spanned!(span=> witness.probe());
    }
    let at = plan.returns.span.resolved_at(Span::mixed_site());
    let path = runtime.at(at);
    match &plan.returns.output {
        Output::Nameable(ty) => quote_spanned!(at=> #path::probe::<#ty>()),
        Output::OfFuture(ty) => quote_spanned!(at=> #path::probe::<<#ty as #runtime::Future>::Output>()),
        Output::Inferred if plan.policies.iter().any(|policy| policy.silent) => {
            quote_spanned!(at=> #path::silent_block())
        }
        Output::Inferred => quote_spanned!(at=> #path::block()),
    }
}

/// Where in the body mistakes are reported that the compiler finds in the tokens around it.
#[derive(Clone, Copy)]
pub(super) struct Reported {
    /// The braces: that the last expression is missing.
    pub(super) braces: Span,
    /// The last expression: that its lifetime is another than the function's.
    pub(super) tail: Span,
}

impl Reported {
    fn tail(self) -> Span {
        Span::mixed_site().located_at(self.tail)
    }
}

/// The loop of one attribute.
pub(super) struct Loop<'a> {
    pub(super) plan: &'a Plan,
    pub(super) policy: &'a Policy,
    pub(super) runtime: &'a Runtime,
    probe: TokenStream,
    pub(super) opaque: bool,
    /// Whether its attempts look for faults on demand.
    has_faults: bool,
    at: Reported,
    /// Where what is required of the error type is reported.
    pub(super) at_error: Span,
}

impl Loop<'_> {
    fn tokens(&self, repeated: &TokenStream) -> TokenStream {
        let Self { policy, runtime, .. } = self;
        let span = runtime.span;
        let expressions = &policy.expressions;
        let begin = self.begin();
        let bind_schedule = expressions
            .backoff
            .as_ref()
            .map(|_| quote_spanned!(span=> let mut schedule = #runtime::None;));
        let bind_context = policy
            .context
            .as_ref()
            .map(|name| quote_spanned!(span=> let #name = #runtime::Call::context(&mut call);));
        let tail = self.at.tail();
        let leave = self.leave(&quote_spanned!(tail=> result));
        let block = braced(repeated.clone(), self.at.braces);
        let attempt = if self.is_blocking() {
            quote_spanned!(span=> || #block)
        } else {
            quote_spanned!(span=> async #block)
        };
        let (bind_body, attempt) = if self.has_faults {
            self.faulty(&attempt)
        } else {
            (TokenStream::new(), attempt)
        };
        let round = if policy.by_error_alone() && self.is_blocking() {
            let at_error = self.at_error;
            let end = self.leave(&quote_spanned!(tail=> (&call).end(result)));
            quote_spanned! {at_error=>
                if let #runtime::Break(result) = (&mut call).attempt_blocking(#attempt) { #end; }
            }
        } else if policy.by_error_alone() {
            let at_error = self.at_error;
            let end = self.leave(&quote_spanned!(tail=> (&call).end(result)));
            let requirements = self.requirements_of_block();
            quote_spanned! {at_error=>
                let attempt = (&mut call).attempt(#attempt);
                #requirements
                if let #runtime::Break(result) = attempt.await { #end; }
            }
        } else {
            self.deciding_round(&attempt, &leave)
        };
        let (bind_result, end) = match &expressions.fallback {
            Some(function) => {
                let function = self.function(Key::Fallback, function);
                // A wrong answer is reported at the function that gives it.
                let at_function = function.span().resolved_at(Span::mixed_site());
                let path = runtime.at(at_function);
                let answer = if self.is_blocking() {
                    quote_spanned!(at_function=> #path::blocking_fallback(kind, error, #function))
                } else {
                    quote_spanned!(at_function=> #path::fallback(kind, error, #function))
                };
                let answer = quote_spanned! {span=>
                    match result {
                        #runtime::Ok(value) => return #runtime::Ok(value),
                        #runtime::Err(error) => #answer,
                    }
                };
                let end = if self.is_blocking() {
                    quote_spanned!(span=> ; #answer)
                } else {
                    quote_spanned!(span=> ; let answer = #answer; answer.await)
                };
                (quote_spanned!(span=> let result =), end)
            }
            None => (TokenStream::new(), TokenStream::new()),
        };
        // With a mistake in the attribute nothing is repeated: what moves an argument may lack just that.
        let once = policy.broken.then(|| quote_spanned!(span=> loop {}));
        quote_spanned! {span=>
            #begin
            #bind_schedule
            #bind_result loop {
                #bind_context
                let witness = (&call).witness();
                #bind_body
                #round
                #once
            }
            #end
        }
    }

    /// Ends the loop with this result.
    fn leave(&self, result: &TokenStream) -> TokenStream {
        let tail = self.at.tail();
        if self.policy.expressions.fallback.is_some() {
            quote_spanned!(tail=> break #result)
        } else {
            quote_spanned!(tail=> return #result)
        }
    }

    /// Binds the call's state.
    fn begin(&self) -> TokenStream {
        let Self {
            policy, runtime, probe, ..
        } = self;
        let span = runtime.span;
        let (bind_config, config) = config(policy, runtime);
        let at = self.plan.returns.span.resolved_at(Span::mixed_site());
        let begin = if self.may_cut() {
            quote_spanned!(at=> retry_limited)
        } else {
            quote_spanned!(at=> retry_unlimited)
        };
        let plain = self.opaque.then(|| quote_spanned!(at=> .retry_plain()));
        let silent = policy.silent.then(|| quote_spanned!(span=> .silent()));
        let expressions = &policy.expressions;
        let needs_clock = expressions
            .on_retry
            .as_ref()
            .map(|_| quote_spanned!(span=> .needs_clock()));
        // The hook is told the name as well.
        let (bind_name, name) = match expressions.on_retry {
            Some(_) => {
                let name = self.name();
                (
                    Some(quote_spanned!(span=> let name = #name;)),
                    quote_spanned!(span=> name),
                )
            }
            None => (None, self.name()),
        };
        let blocking = self.is_blocking().then(|| quote_spanned!(span=> .blocking()));
        let kind = self
            .names_kind()
            .then(|| quote_spanned!(span=> let kind = (&call).kind();));
        let requirements = self.requirements();
        let mutability = requirements.is_none().then(|| quote_spanned!(span=> mut));
        quote_spanned! {span=>
            #bind_config
            #bind_name
            let #mutability call = #probe #plain.#begin(#name, #config) #silent #needs_clock #blocking;
            #requirements
            #kind
        }
    }

    /// Whether a limit may cut an attempt: not where it blocks its thread.
    pub(super) fn may_cut(&self) -> bool {
        self.policy.limited() && !self.is_blocking()
    }

    pub(super) fn is_blocking(&self) -> bool {
        self.plan.returns.blocking
    }

    /// Whether an expression of the user's is handed over with the kind of the function.
    fn names_kind(&self) -> bool {
        !self.policy.by_error_alone() || self.policy.expressions.fallback.is_some()
    }

    /// An attempt, and the user's expressions after it: each in a statement of its own, so that nothing that one has
    /// made or borrowed (a lock's guard, an error that is not `Send`) is in the way of the next, or held during the
    /// delay.
    fn deciding_round(&self, attempt: &TokenStream, leave: &TokenStream) -> TokenStream {
        let Self {
            policy,
            runtime,
            at_error,
            ..
        } = self;
        let (span, at_error) = (runtime.span, *at_error);
        let path = runtime.at(at_error);
        let expressions = &policy.expressions;
        let decision = self.decision();
        let budget = if let Some(budget) = &expressions.budget {
            quote_spanned!(span=> #runtime::budget(#budget))
        } else {
            quote_spanned!(span=> #runtime::None)
        };
        let decide = if let Some(schedule) = &expressions.backoff {
            quote_spanned! {at_error=>
                #path::Call::decide_by(&mut call, decided, #budget, || {
                    #runtime::next(&mut schedule, || #runtime::schedule(#schedule))
                })
            }
        } else {
            quote_spanned!(at_error=> #path::Call::decide(&mut call, decided, #budget))
        };
        let notify = expressions.on_retry.as_ref().map(|hook| {
            let hook = self.function(Key::OnRetry, hook);
            quote_spanned! {span=>
                let failed = match #runtime::Call::notify(&mut call, failed, name, #hook) {
                    #runtime::Break(result) => #leave,
                    #runtime::Continue(failed) => failed,
                };
            }
        });
        let requirements = self.requirements_of_block();
        let run = if self.plan.returns.is_inferred() {
            quote_spanned! {at_error=>
                let attempt = (&mut call).run(#attempt);
                #requirements
                let outcome = attempt.await;
            }
        } else if self.is_blocking() {
            quote_spanned!(at_error=> let outcome = (&mut call).run_blocking(#attempt);)
        } else {
            quote_spanned!(at_error=> let outcome = (&mut call).run(#attempt).await;)
        };
        let next = if self.is_blocking() {
            quote_spanned!(at_error=> (&mut call).next_blocking(failed))
        } else if self.plan.returns.is_inferred() && policy.limited() {
            // In the same place as that of the attempt, so that it is reported once.
            quote_spanned!(at_error=> #path::limited_block((&mut call).next(failed)).await)
        } else {
            quote_spanned!(at_error=> (&mut call).next(failed).await)
        };
        quote_spanned! {span=>
            #run
            let decided = #decision;
            let failed = match #decide {
                #runtime::Break(result) => #leave,
                #runtime::Continue(failed) => failed,
            };
            #notify
            if let #runtime::Break(result) = #next { #leave; }
        }
    }

    /// What an outcome means.
    fn decision(&self) -> TokenStream {
        let Self {
            policy,
            runtime,
            at_error,
            ..
        } = self;
        let (span, at_error) = (runtime.span, *at_error);
        let expressions = &policy.expressions;
        if let Some(predicate) = &expressions.when {
            let predicate = self.function(Key::When, predicate);
            quote_spanned!(span=> #runtime::when(kind, outcome, #predicate))
        } else if let Some(function) = &expressions.classify {
            let function = self.function(Key::Classify, function);
            quote_spanned!(span=> #runtime::classify(kind, outcome, #function))
        } else if policy.broken {
            // What was meant to decide may be among the mistakes: they are the only errors.
            quote_spanned!(span=> #runtime::never(kind, outcome))
        } else {
            let path = runtime.at(at_error);
            quote_spanned!(at_error=> #path::by_transient(kind, outcome))
        }
    }

    /// The function that a key is given, or what it makes.
    fn function(&self, key: Key, function: &TokenStream) -> TokenStream {
        if !self.policy.called.contains(&key) {
            return function.clone();
        }
        let at = function.span().resolved_at(Span::mixed_site());
        let path = self.runtime.at(at);
        quote_spanned!(at=> #path::called(#function))
    }

    /// What gives the operation's name for events; where the key gives none, its own type tells it.
    pub(super) fn name(&self) -> TokenStream {
        let Self { policy, runtime, .. } = self;
        let span = runtime.span;
        if let Some(name) = &policy.name {
            quote_spanned!(span=> || #runtime::Some(const { #name }))
        } else {
            quote_spanned!(span=> || #runtime::None)
        }
    }
}
