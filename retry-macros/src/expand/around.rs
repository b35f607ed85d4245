//! What stands around an attempt beside the steps of its loop: what is required of the error type, and faults on demand.

use proc_macro2::TokenStream;
use quote::quote_spanned;

use super::call::Loop;

impl Loop<'_> {
    /// What is required of the error type: there is no call without it, and nothing else is reported.
    pub(super) fn requirements(&self) -> Option<TokenStream> {
        let (policy, at) = (self.policy, self.at_error);
        let path = self.runtime.at(at);
        // An `impl Trait` is known where an attempt is awaited, and not before.
        let call = match (policy.by_transient(), self.may_cut()) {
            _ if self.opaque || self.plan.returns.is_inferred() => return None,
            (false, false) => return None,
            (true, false) => quote_spanned!(at=> #path::transient(call)),
            (false, true) => quote_spanned!(at=> #path::cut(call)),
            (true, true) => quote_spanned!(at=> #path::cut(#path::transient(call))),
        };
        Some(quote_spanned!(self.runtime.span=> let mut call = #call;))
    }

    /// What is required of the error of a block of code, whose type is known where an attempt has been made of its body.
    pub(super) fn requirements_of_block(&self) -> Option<TokenStream> {
        let (policy, at) = (self.policy, self.at_error);
        let path = self.runtime.at(at);
        let shown = (!policy.silent)
            .then(|| quote_spanned!(at=> #path::shown(&attempt, #path::shows(&attempt).retry_shown_by());));
        let attempt = match (policy.by_transient(), policy.limited()) {
            _ if !self.plan.returns.is_inferred() => return None,
            (false, false) => return shown,
            (true, false) => quote_spanned!(at=> #path::transient_block(attempt)),
            (false, true) => quote_spanned!(at=> #path::limited_block(attempt)),
            (true, true) => quote_spanned!(at=> #path::limited_block(#path::transient_block(attempt))),
        };
        Some(quote_spanned!(at=> #shown let attempt = #attempt;))
    }

    /// The attempt after its faults on demand, and what stands before it.
    pub(super) fn faulty(&self, attempt: &TokenStream) -> (TokenStream, TokenStream) {
        let (runtime, name) = (self.runtime, self.name());
        let span = runtime.span;
        let types = if let Some(types) = &self.plan.returns.error_types {
            quote_spanned!(span=> (#(#runtime::PhantomData<#types>,)*))
        } else {
            quote_spanned!(span=> #runtime::PhantomPinned)
        };
        if self.is_blocking() {
            let bind = quote_spanned! {span=>
                let body = #runtime::once(#attempt);
                let faults = #runtime::blocking_faults::<_, _, _, #types>(&body);
            };
            let attempt = quote_spanned!(span=> (&faults).retry_faulty_call(body, #name, |error| error));
            return (bind, attempt);
        }
        let bind = quote_spanned! {span=>
            let body = #attempt;
            let faults = #runtime::faults::<_, _, _, #types>(&body);
        };
        let attempt = quote_spanned!(span=> (&faults).retry_faulty(body, #name, |error| error));
        (bind, attempt)
    }
}
