//! The `#[retry]` attribute and `#[derive(Transient)]`. Use them through the crate `retry-runtime`, which re-exports them with their
//! documentation.
//!
//! The way is one-directional: tokens → arguments and function as written (`parse`) → a checked plan of values (`plan`)
//! → generated tokens (`expand`). Only the first step knows spellings, only the second knows rules, only the last knows
//! paths of the runtime. `tokens` and `errors` serve all three, and know nothing of them; `derive` stands beside them.
#![forbid(unsafe_code)]

use proc_macro2::TokenStream;

mod derive;
mod errors;
mod expand;
mod parse;
mod plan;
#[cfg(test)]
mod tests;
mod tokens;

// Documented where users read it: on the re-export in `retry-runtime`.
#[allow(missing_docs)]
#[proc_macro_attribute]
pub fn retry(arguments: proc_macro::TokenStream, item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    attribute(arguments.into(), item.into()).into()
}

fn attribute(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = errors::Errors::default();
    let args = parse::args::parse(arguments, &mut errors);
    if let Some(block) = parse::block::parse(item.clone()) {
        let planned = plan::block::check(args, &block, &mut errors);
        return errors.with(expand::block(&block, planned));
    }
    let function = match parse::function::parse(item.clone()) {
        Ok(function) => function,
        Err(error) => {
            errors.push(error);
            // What cannot be retried still exists for its callers.
            return errors.with(item);
        }
    };
    let tokens = match plan::check(args, &function, &mut errors) {
        Some(plan) => expand::function(plan, &function),
        None => expand::left_alone(&function),
    };
    errors.with(tokens)
}

#[allow(missing_docs)]
#[proc_macro]
pub fn retrying(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    block_of_code(input.into()).into()
}

fn block_of_code(input: TokenStream) -> TokenStream {
    let mut errors = errors::Errors::default();
    let parse::retrying::Retrying { keys, capture, block } = match parse::retrying::parse(input) {
        Ok(retrying) => retrying,
        Err(error) => return error.into_compile_error(),
    };
    let args = parse::args::parse(keys, &mut errors);
    let plan = plan::of_block(args, &block, &mut errors);
    errors.around(&expand::block_of_code(plan, capture.as_ref()))
}

#[allow(missing_docs)]
#[proc_macro_derive(Transient, attributes(transient, permanent, retry_after, timed_out))]
pub fn derive_transient(item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    derive::transient(&syn::parse_macro_input!(item as syn::DeriveInput)).into()
}
