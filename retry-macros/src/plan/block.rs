//! An annotated `impl` block or trait: which of its methods are retried, and by which keys.

use proc_macro2::TokenStream;
use syn::{GenericParam, ReturnType, Signature};

use super::clones;
use super::policy::{self, excludes};
use super::returns::{is_result, output_of_future};
use super::{Errors, Plan};
use crate::parse::args::{self, Arg, ArgValue};
use crate::parse::block::{Block, Item};
use crate::parse::function::Function;
use crate::parse::keys::Key;

/// A plan for each item of the block, `None` where it stays as it is.
pub(crate) fn check(args: Vec<Arg>, block: &Block, errors: &mut Errors) -> Vec<Option<Plan>> {
    // A mistake of the block's own is reported once, not for each method.
    policy::check_alone(&args, errors);
    let args = if errors.any() { Vec::new() } else { args };
    let mut retried = Vec::new();
    let plans = block
        .items
        .iter()
        .map(|item| {
            let Item::Method { function, own } = item else {
                return None;
            };
            let signature = &function.signature;
            let merged = match own {
                Some(tokens) => own_or_inherited(&args, tokens, function, errors)?,
                None if is_taken(signature) => inherited(&args, &[], function),
                None => return None,
            };
            retried.push(signature);
            super::check(merged, function, errors)
        })
        .collect();
    if retried.is_empty() {
        errors.push(syn::Error::new(
            block.keyword,
            "`#[retry]` finds nothing to retry in this block: it takes each `async fn` that returns a `Result`, and what has a `#[retry]` of its own",
        ));
        return plans;
    }
    for name in args.iter().flat_map(clones::names) {
        if !retried.iter().any(|signature| clones::has(name, signature)) {
            errors.at(
                name,
                format!("`clone` names `{name}`, which is no argument of the methods that are retried here"),
            );
        }
    }
    plans
}

/// Whether the block's attribute is for this method, which has none of its own.
fn is_taken(signature: &Signature) -> bool {
    let ReturnType::Type(_, ty) = &signature.output else {
        return false;
    };
    if signature.asyncness.is_some() {
        return is_result(ty);
    }
    // What `#[async_trait]` above us has made of an `async fn`.
    let by_async_trait = signature.generics.params.iter().any(
        |parameter| matches!(parameter, GenericParam::Lifetime(parameter) if parameter.lifetime.ident == "async_trait"),
    );
    by_async_trait && output_of_future(ty).is_some_and(is_result)
}

/// The keys of a method with an attribute of its own; `None` where that says `skip`.
fn own_or_inherited(args: &[Arg], own: &TokenStream, method: &Function, errors: &mut Errors) -> Option<Vec<Arg>> {
    let own = args::parse(own.clone(), errors);
    if own.iter().any(|arg| arg.spec.key == Key::Skip) {
        if let Some(other) = own.iter().find(|arg| arg.spec.key != Key::Skip) {
            errors.at(
                &other.key,
                "`skip` leaves the method as it is: nothing can stand beside it",
            );
        }
        return None;
    }
    let mut merged = inherited(args, &own, method);
    merged.extend(own);
    Some(merged)
}

/// The keys of the block that `own` does not override, and that are something to this method: nothing cuts the attempts of
/// one that blocks.
fn inherited(args: &[Arg], own: &[Arg], method: &Function) -> Vec<Arg> {
    let signature = &method.signature;
    let blocks = super::blocks(method);
    let is_left_out = |arg: &&Arg| {
        let key = arg.spec.key;
        let overridden = own.iter().any(|own| own.spec.key == key || excludes(own.spec.key, key));
        overridden || (blocks && key == Key::AttemptTimeout)
    };
    args.iter()
        .filter(|arg| !is_left_out(arg))
        .filter_map(|arg| match &arg.value {
            ArgValue::Names(names) => {
                let here: Vec<_> = names
                    .iter()
                    .filter(|name| clones::has(name, signature))
                    .cloned()
                    .collect();
                (!here.is_empty()).then(|| Arg {
                    value: ArgValue::Names(here),
                    ..arg.clone()
                })
            }
            _ => Some(arg.clone()),
        })
        .collect()
}
