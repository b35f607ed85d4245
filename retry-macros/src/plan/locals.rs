//! The variables of the statements before the attempts, which run once: `let s = …; async move { … }`.

use proc_macro2::Ident;
use quote::quote;
use syn::{Attribute, Local, Pat, Stmt, Token};

/// A variable, and the conditions under which there is one.
pub(crate) struct Variable {
    pub(crate) conditions: Vec<Attribute>,
    pub(crate) name: Ident,
    pub(crate) mutability: Option<Token![mut]>,
}

/// What the statements bind, each name once, or once under each condition.
pub(crate) fn variables(statements: &[Stmt]) -> Vec<Variable> {
    let mut all: Vec<Variable> = Vec::new();
    for statement in statements {
        let Stmt::Local(local) = statement else { continue };
        let conditions = conditions(local);
        let text = |conditions: &[Attribute]| quote!(#(#conditions)*).to_string();
        bound(&local.pat, &mut |name, mutability| {
            all.retain(|other| other.name != *name || text(&other.conditions) != text(&conditions));
            all.push(Variable {
                conditions: conditions.clone(),
                name: name.clone(),
                mutability,
            });
        });
    }
    all
}

/// `#[cfg(…)]`: without it there is no such variable.
fn conditions(local: &Local) -> Vec<Attribute> {
    let is_condition = |attribute: &&Attribute| attribute.path().is_ident("cfg");
    local.attrs.iter().filter(is_condition).cloned().collect()
}

/// Every name in a pattern, that of a constant included.
pub(super) fn bound(pattern: &Pat, push: &mut impl FnMut(&Ident, Option<Token![mut]>)) {
    match pattern {
        Pat::Ident(pat) => push(&pat.ident, pat.mutability.filter(|_| pat.by_ref.is_none())),
        Pat::Type(pat) => bound(&pat.pat, push),
        Pat::Paren(pat) => bound(&pat.pat, push),
        Pat::Reference(pat) => bound(&pat.pat, push),
        Pat::Tuple(pat) => pat.elems.iter().for_each(|pat| bound(pat, push)),
        Pat::TupleStruct(pat) => pat.elems.iter().for_each(|pat| bound(pat, push)),
        Pat::Slice(pat) => pat.elems.iter().for_each(|pat| bound(pat, push)),
        Pat::Struct(pat) => pat.fields.iter().for_each(|field| bound(&field.pat, push)),
        _ => {}
    }
}
