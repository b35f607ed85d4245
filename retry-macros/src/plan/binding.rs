//! How a variable is bound, and how its type lets an attempt have it.

use proc_macro2::{Ident, TokenStream};
use syn::{Attribute, Expr, GenericArgument, Local, Pat, Path, PathArguments, Receiver, Stmt, Token, Type};

use super::clones::Clones;
use crate::tokens::uses::{Calls, consumes, mentions};
use crate::tokens::{peeled, receiver_type};

/// One variable that the head of each attempt binds anew.
pub(crate) struct Rebinding {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) mutability: Option<Token![mut]>,
    pub(crate) name: Ident,
    pub(crate) value: Ident,
    pub(crate) how: How,
}

impl Rebinding {
    pub(crate) fn clone_of(name: &Ident) -> Self {
        Self {
            attributes: Vec::new(),
            mutability: None,
            name: name.clone(),
            value: name.clone(),
            how: How::Clone,
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum How {
    /// `x.clone()`
    Clone,
    /// `&mut *x`
    Reborrow,
    /// `Pin<&mut T>` and `Option<&mut T>`
    ReborrowInside,
}

/// Where a variable is bound.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum At {
    /// Where it is bound by value, and can take a `mut`.
    Value,
    /// Where it may be a reference by the default binding mode.
    Inside,
}

/// Those attributes of an argument that a statement may have too: others are for another macro.
pub(super) fn copied(attributes: &[Attribute]) -> Vec<Attribute> {
    const COPIED: &[&str] = &["allow", "cfg", "cfg_attr", "deny", "expect", "forbid", "warn"];
    let is_copied = |attribute: &&Attribute| COPIED.iter().any(|name| attribute.path().is_ident(name));
    attributes.iter().filter(is_copied).cloned().collect()
}

/// Where the fields of a pattern of this name are bound. A type of another name may be that of a reference to it.
pub(super) fn fields_at(name: &Path, ty: Option<&Type>, at: At) -> At {
    match ty.map(peeled) {
        Some(Type::Path(ty)) => {
            let names = |path: &Path| {
                path.segments
                    .iter()
                    .map(|segment| segment.ident.clone())
                    .collect::<Vec<_>>()
            };
            if names(&ty.path) == names(name) { at } else { At::Inside }
        }
        _ => At::Inside,
    }
}

/// Whether `statement` is `let pattern = argument;`.
pub(super) fn rebinds(statement: &Stmt, argument: &Pat) -> bool {
    match (statement, argument) {
        (Stmt::Local(Local { init: Some(init), .. }), Pat::Ident(argument)) => {
            matches!(&*init.expr, Expr::Path(path) if path.path.is_ident(&argument.ident))
        }
        _ => false,
    }
}

/// How a type that holds a `&mut` is lent to an attempt.
pub(super) fn shape(ty: &Type) -> Option<How> {
    match peeled(ty) {
        Type::Reference(reference) => reference.mutability.map(|_| How::Reborrow),
        Type::Path(path) => {
            let segment = path.path.segments.last()?;
            let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
                return None;
            };
            let Some(GenericArgument::Type(inner)) = arguments.args.first() else {
                return None;
            };
            let mutable = matches!(peeled(inner), Type::Reference(reference) if reference.mutability.is_some());
            (mutable && (segment.ident == "Pin" || segment.ident == "Option")).then_some(How::ReborrowInside)
        }
        _ => None,
    }
}

/// How the receiver, called `name` in the body, starts afresh; `None` where the body can go on borrowing it.
pub(crate) fn of_receiver(receiver: &Receiver, clones: &Clones, attempt: &TokenStream, name: &Ident) -> Option<How> {
    if !mentions(attempt, &name.to_string()) {
        return None;
    }
    let consumed = || consumes(attempt, &name.to_string(), Calls::Borrow);
    let ty = receiver_type(receiver);
    match shape(&ty) {
        Some(How::ReborrowInside) => Some(How::ReborrowInside),
        Some(how) => consumed().then_some(how),
        None if matches!(peeled(&ty), Type::Reference(_)) => None,
        None => match clones {
            Clones::None => None,
            Clones::All => Some(How::Clone),
            Clones::Some(names) => names.iter().any(|name| name == "self").then_some(How::Clone),
        },
    }
}
