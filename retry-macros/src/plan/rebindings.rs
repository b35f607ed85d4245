//! The variables that start afresh on each attempt, and how.

use proc_macro2::{Ident, TokenStream};
use syn::{Attribute, Expr, FnArg, GenericArgument, Local, Pat, PathArguments, Receiver, Signature, Stmt, Token, Type};

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

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum How {
    /// `x.clone()`
    Clone,
    /// `&mut *x`
    Reborrow,
    /// `Pin<&mut T>` and `Option<&mut T>`
    ReborrowInside,
}

/// Reads the signature, and the rebindings that `#[async_trait]` has made of it; takes from both the `mut` that now
/// stands in the attempt.
pub(crate) struct Reader<'a> {
    pub(crate) clones: &'a Clones,
    pub(crate) attempt: &'a TokenStream,
    pub(crate) found: Vec<Rebinding>,
    /// Statements before the attempts use the arguments too.
    pub(crate) keep_mut: bool,
}

impl Reader<'_> {
    /// The arguments, save for those that the statements `rebound` take over.
    pub(crate) fn signature(&mut self, signature: &mut Signature, rebound: &[Stmt]) {
        for input in &mut signature.inputs {
            let FnArg::Typed(argument) = input else { continue };
            if rebound.iter().any(|statement| rebinds(statement, &argument.pat)) {
                continue;
            }
            let attributes = argument.attrs.clone();
            self.pattern(&mut argument.pat, Some(&argument.ty), &attributes);
        }
    }

    /// `let mut x = x;` of `#[async_trait]`.
    pub(crate) fn statements(&mut self, statements: &mut [Stmt], original: &Signature) {
        for statement in statements {
            let Stmt::Local(Local {
                attrs,
                pat,
                init: Some(init),
                ..
            }) = statement
            else {
                continue;
            };
            let ty = original.inputs.iter().find_map(|input| match (input, &*init.expr) {
                (FnArg::Typed(argument), Expr::Path(path)) => match &*argument.pat {
                    Pat::Ident(pat) if path.path.is_ident(&pat.ident) => Some((*argument.ty).clone()),
                    _ => None,
                },
                _ => None,
            });
            let is_self = matches!(&*init.expr, Expr::Path(path) if path.path.is_ident("self"));
            if is_self {
                if let (Pat::Ident(pat), Some(FnArg::Receiver(receiver))) = (&*pat, original.inputs.first()) {
                    if let Some(how) = of_receiver(receiver, self.clones, self.attempt, &pat.ident) {
                        self.found.push(Rebinding {
                            attributes: Vec::new(),
                            mutability: None,
                            name: pat.ident.clone(),
                            value: pat.ident.clone(),
                            how,
                        });
                    }
                }
                continue;
            }
            let attributes = attrs.clone();
            self.pattern(pat, ty.as_ref(), &attributes);
        }
    }

    fn pattern(&mut self, pattern: &mut Pat, ty: Option<&Type>, attributes: &[Attribute]) {
        match pattern {
            // What the body does not name is not made for it: the compiler would miss its use.
            Pat::Ident(pat) if !mentions(self.attempt, &pat.ident.to_string()) => {}
            Pat::Ident(pat) => {
                let reference = pat.by_ref.is_some();
                // In `ref mut x` the `mut` belongs to the reference.
                let mutability = match (reference, self.keep_mut) {
                    (true, _) => None,
                    (false, true) => pat.mutability,
                    (false, false) => pat.mutability.take(),
                };
                if let Some(ty) = ty.filter(|_| !reference) {
                    if self.reborrow(&pat.ident, ty, mutability, attributes) {
                        if shape(ty) == Some(How::ReborrowInside) {
                            pat.mutability = Some(Token![mut](pat.ident.span()));
                        }
                        return;
                    }
                    if shape(ty).is_some() {
                        return;
                    }
                }
                let shared = matches!(ty.map(peeled), Some(Type::Reference(_)));
                let constant = pat.ident.to_string().starts_with(char::is_uppercase);
                if mutability.is_some() || (!reference && !constant && self.clones.takes(&pat.ident) && !shared) {
                    self.push(&pat.ident, mutability, How::Clone, attributes);
                }
            }
            Pat::Tuple(tuple) => {
                let types = match ty.map(peeled) {
                    Some(Type::Tuple(types)) if types.elems.len() == tuple.elems.len() => {
                        types.elems.iter().map(Some).collect()
                    }
                    _ => vec![None; tuple.elems.len()],
                };
                for (element, ty) in tuple.elems.iter_mut().zip(types) {
                    self.pattern(element, ty, attributes);
                }
            }
            Pat::TupleStruct(tuple) => tuple
                .elems
                .iter_mut()
                .for_each(|element| self.pattern(element, None, attributes)),
            Pat::Struct(pat) => pat
                .fields
                .iter_mut()
                .for_each(|field| self.pattern(&mut field.pat, None, attributes)),
            Pat::Slice(slice) => slice
                .elems
                .iter_mut()
                .for_each(|element| self.pattern(element, None, attributes)),
            Pat::Reference(reference) => self.pattern(&mut reference.pat, None, attributes),
            Pat::Paren(paren) => self.pattern(&mut paren.pat, ty, attributes),
            _ => {}
        }
    }

    /// Whether the type is a reborrowable one that the attempt takes afresh.
    fn reborrow(&mut self, name: &Ident, ty: &Type, mutability: Option<Token![mut]>, attributes: &[Attribute]) -> bool {
        let Some(how) = shape(ty) else { return false };
        let needed = mutability.is_some()
            || how == How::ReborrowInside
            || consumes(self.attempt, &name.to_string(), Calls::MayConsume);
        if needed {
            self.push(name, mutability, how, attributes);
        }
        needed
    }

    fn push(&mut self, name: &Ident, mutability: Option<Token![mut]>, how: How, attributes: &[Attribute]) {
        self.found.push(Rebinding {
            attributes: attributes.to_vec(),
            mutability,
            name: name.clone(),
            value: name.clone(),
            how,
        });
    }
}

/// Whether `statement` is `let pattern = argument;`.
fn rebinds(statement: &Stmt, argument: &Pat) -> bool {
    match (statement, argument) {
        (Stmt::Local(Local { init: Some(init), .. }), Pat::Ident(argument)) => {
            matches!(&*init.expr, Expr::Path(path) if path.path.is_ident(&argument.ident))
        }
        _ => false,
    }
}

/// How a type that holds a `&mut` is lent to an attempt.
fn shape(ty: &Type) -> Option<How> {
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
        // What `mut self` has changed stays changed, unless the body takes it away.
        None => match clones {
            Clones::None => None,
            Clones::All => (receiver.mutability.is_none() || consumed()).then_some(How::Clone),
            Clones::Some(names) => names.iter().any(|name| name == "self").then_some(How::Clone),
        },
    }
}
