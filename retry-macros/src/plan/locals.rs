//! The variables of the statements before the attempts, which run once: `let s = …; async move { … }`.

use proc_macro2::Ident;
use syn::{Attribute, Expr, Local, Pat, PatIdent, Stmt, Type};

/// What they bind, with the conditions under which they do.
pub(crate) fn bindings(statements: &[Stmt]) -> Vec<(Vec<Attribute>, Ident)> {
    let mut all = Vec::new();
    for statement in statements {
        if let Stmt::Local(local) = statement {
            let mut names = Vec::new();
            bound(&local.pat, &mut names);
            all.extend(names.into_iter().map(|name| (conditions(local), name)));
        }
    }
    all
}

/// `#[cfg(…)]`: without it there is no such variable.
fn conditions(local: &Local) -> Vec<Attribute> {
    let is_condition = |attribute: &&Attribute| attribute.path().is_ident("cfg");
    local.attrs.iter().filter(is_condition).cloned().collect()
}

pub(crate) struct Owned<'a> {
    pub(crate) conditions: Vec<Attribute>,
    pub(crate) pat: &'a mut PatIdent,
    pub(crate) ty: Option<&'a Type>,
}

fn bound(pattern: &Pat, all: &mut Vec<Ident>) {
    match pattern {
        Pat::Ident(pat) => all.push(pat.ident.clone()),
        Pat::Type(pat) => bound(&pat.pat, all),
        Pat::Paren(pat) => bound(&pat.pat, all),
        Pat::Reference(pat) => bound(&pat.pat, all),
        Pat::Tuple(pat) => pat.elems.iter().for_each(|pat| bound(pat, all)),
        Pat::TupleStruct(pat) => pat.elems.iter().for_each(|pat| bound(pat, all)),
        Pat::Slice(pat) => pat.elems.iter().for_each(|pat| bound(pat, all)),
        Pat::Struct(pat) => pat.fields.iter().for_each(|field| bound(&field.pat, all)),
        _ => {}
    }
}

/// The variables of the last statements to bind their names: with a plain pattern, of no reference, and not by one of
/// several statements of which conditions choose.
pub(super) fn owned(statements: &mut [Stmt]) -> Vec<Owned<'_>> {
    let mut owned = Vec::new();
    let all = bindings(statements);
    let is_chosen = |name: &Ident| {
        let mut of_name = all.iter().filter(|(_, other)| other == name);
        of_name.clone().any(|(conditions, _)| !conditions.is_empty()) && of_name.nth(1).is_some()
    };
    let mut seen = Vec::new();
    for statement in statements.iter_mut().rev() {
        let Stmt::Local(local) = statement else { continue };
        let conditions = conditions(local);
        let mut here = Vec::new();
        bound(&local.pat, &mut here);
        let is_last = here.iter().all(|name| !seen.contains(name));
        seen.extend(here);
        let init = local.init.as_ref();
        let is_reference = init.is_some_and(|init| matches!(&*init.expr, Expr::Reference(_)));
        let (pat, ty) = match &mut local.pat {
            Pat::Type(typed) => (&mut *typed.pat, Some(&*typed.ty)),
            pat => (pat, None),
        };
        match pat {
            Pat::Ident(pat)
                if is_last
                    && !is_reference
                    && !is_chosen(&pat.ident)
                    && pat.by_ref.is_none()
                    && pat.subpat.is_none() =>
            {
                owned.push(Owned { conditions, pat, ty });
            }
            _ => {}
        }
    }
    owned
}
