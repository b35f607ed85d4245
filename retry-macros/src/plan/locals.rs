//! The variables of the statements before the attempts, which run once: `let s = …; async move { … }`.

use proc_macro2::Ident;
use syn::{Expr, Local, Pat, Stmt, Type};

/// What they bind.
pub(crate) fn names(statements: &[Stmt]) -> Vec<Ident> {
    let mut all = Vec::new();
    for statement in statements {
        if let Stmt::Local(Local { pat, .. }) = statement {
            bound(pat, &mut all);
        }
    }
    all
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

/// The variables of the last statements to bind their names: with a plain pattern, and of no reference.
pub(super) fn owned(statements: &mut [Stmt]) -> Vec<(&mut syn::PatIdent, Option<&Type>)> {
    let mut owned: Vec<(&mut syn::PatIdent, Option<&Type>)> = Vec::new();
    let mut seen = Vec::new();
    for statement in statements.iter_mut().rev() {
        let Stmt::Local(Local { pat, init, .. }) = statement else {
            continue;
        };
        let mut here = Vec::new();
        bound(pat, &mut here);
        let is_last = here.iter().all(|name| !seen.contains(name));
        seen.extend(here);
        let reference = init
            .as_ref()
            .is_some_and(|init| matches!(&*init.expr, Expr::Reference(_)));
        let (pat, ty) = match pat {
            Pat::Type(typed) => (&mut *typed.pat, Some(&*typed.ty)),
            pat => (pat, None),
        };
        match pat {
            Pat::Ident(pat) if is_last && !reference && pat.by_ref.is_none() && pat.subpat.is_none() => {
                owned.push((pat, ty));
            }
            _ => {}
        }
    }
    owned
}
