//! The variables that start afresh on each attempt, and how.

use proc_macro2::{Ident, TokenStream};
use syn::{
    Attribute, Expr, FnArg, Local, Pat, PatIdent, Receiver, Signature, Stmt, Token, Type, TypeReference, parse_quote,
};

use super::binding::{At, How, Rebinding, copied, fields_at, of_receiver, rebinds, shape};
use super::borrowed_result::Borrows;
use super::captures::{Capture, is_plain};
use super::clones::Clones;
use super::locals::{self, Variable};
use super::moves::{self, Moved};
use crate::tokens::first_use::uses;
use crate::tokens::uses::{Calls, consumes, mentions};
use crate::tokens::{peeled, receiver_type};

/// Reads the signature, and the rebindings that `#[async_trait]` has made of it; takes from both the `mut` that now
/// stands in the attempt.
pub(crate) struct Reader<'a> {
    pub(crate) clones: &'a Clones,
    /// The user's code in an attempt.
    pub(crate) attempt: &'a TokenStream,
    /// All that an attempt runs.
    pub(crate) mentioned: &'a TokenStream,
    /// What the result may borrow.
    pub(crate) borrows: &'a Borrows,
    /// What holds a borrow from one attempt to the next: the user's schedules.
    pub(crate) held: &'a [TokenStream],
    /// Names that statements before the attempts bind anew: the attempts see those instead.
    pub(crate) hidden: &'a [Ident],
    /// Statements before the attempts use the arguments too.
    pub(crate) keep_mut: bool,
    /// The attempts take the arguments as the function binds them; else they can be bound again before.
    pub(crate) is_direct: bool,
    pub(crate) found: Found,
}

/// What the head of each attempt needs.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) rebindings: Vec<Rebinding>,
    pub(crate) captures: Vec<Capture>,
    /// What is bound again, as `mut`, behind the statements before the attempts.
    pub(crate) rebound: Vec<(Vec<Attribute>, Ident)>,
    pub(crate) moved: Vec<Moved>,
}

impl Reader<'_> {
    /// The arguments, save for those that the statements `rebound` take over.
    pub(crate) fn signature(&mut self, signature: &mut Signature, rebound: &[Stmt]) {
        for input in &mut signature.inputs {
            let FnArg::Typed(argument) = input else { continue };
            if rebound.iter().any(|statement| rebinds(statement, &argument.pat)) {
                continue;
            }
            let attributes = copied(&argument.attrs);
            self.pattern(&mut argument.pat, Some(&argument.ty), &attributes, At::Value);
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
                if let (Pat::Ident(pat), Some(FnArg::Receiver(receiver))) = (&mut *pat, original.inputs.first()) {
                    let how = of_receiver(receiver, self.clones, self.attempt, &pat.ident);
                    if let Some(how) = how {
                        self.push(&pat.ident, None, how, &[]);
                    }
                    let name = pat.ident.clone();
                    if self.receiver(receiver, &name, how) {
                        pat.mutability = Some(Token![mut](name.span()));
                    }
                }
                continue;
            }
            let attributes = copied(attrs);
            self.pattern(pat, ty.as_ref(), &attributes, At::Value);
        }
    }

    /// What the user's statements before the attempts bind. `clone` reaches what the body consumes of it.
    pub(crate) fn locals(&mut self, statements: &[Stmt]) {
        for variable in locals::variables(statements) {
            let Variable {
                mut conditions,
                name,
                mutability,
            } = variable;
            let text = name.to_string();
            // What they hold may be lent to the caller.
            if uses(self.mentioned, &text) && !self.borrows.any() && !self.is_held(&name) {
                // An item that a pattern names is no variable.
                if !text.starts_with(char::is_uppercase) {
                    self.capture(&name, false, &conditions);
                    self.found.rebound.push((conditions.clone(), name.clone()));
                }
            }
            let named = matches!(self.clones, Clones::Some(names) if names.contains(&name));
            let consumed = || self.clones.takes(&name) && consumes(self.attempt, &text, Calls::Borrow);
            if mentions(self.attempt, &text) && (named || consumed()) {
                if mutability.is_some() {
                    // Perhaps only the statements change it.
                    conditions.push(parse_quote!(#[allow(unused_mut)]));
                }
                self.push(&name, mutability, How::Clone, &conditions);
            } else if conditions.is_empty() {
                self.found.moved.extend(moves::certain_of_local(self.attempt, &name));
            }
        }
    }

    /// Captures the receiver, called `name` in the body; whether it has to be `mut` for that.
    pub(crate) fn receiver(&mut self, receiver: &Receiver, name: &Ident, how: Option<How>) -> bool {
        if !mentions(self.mentioned, &name.to_string()) {
            return false;
        }
        match peeled(&receiver_type(receiver)) {
            Type::Reference(reference) => {
                if how.is_none() {
                    self.capture_referent(name, reference, true, &[]);
                }
                false
            }
            ty => {
                if how.is_none() {
                    self.found.moved.extend(moves::certain(self.attempt, name, ty));
                }
                how != Some(How::ReborrowInside) && self.capture_value(name, Some(ty), &[])
            }
        }
    }

    fn pattern(&mut self, pattern: &mut Pat, ty: Option<&Type>, attributes: &[Attribute], at: At) {
        let inside = |ty| (ty, At::Inside);
        match pattern {
            // What the body does not name is not made for it: the compiler would miss its use.
            // Nor what a later variable of its name hides.
            Pat::Ident(pat)
                if self.hidden.contains(&pat.ident) || !mentions(self.mentioned, &pat.ident.to_string()) => {}
            Pat::Ident(pat) => self.variable(pat, ty, attributes, at),
            Pat::Tuple(tuple) => {
                let types = match ty.map(peeled) {
                    Some(Type::Tuple(types)) if types.elems.len() == tuple.elems.len() => {
                        types.elems.iter().map(|ty| (Some(ty), at)).collect()
                    }
                    _ => vec![inside(None); tuple.elems.len()],
                };
                for (element, (ty, at)) in tuple.elems.iter_mut().zip(types) {
                    self.pattern(element, ty, attributes, at);
                }
            }
            Pat::TupleStruct(tuple) => {
                let at = fields_at(&tuple.path, ty, at);
                for element in &mut tuple.elems {
                    self.pattern(element, None, attributes, at);
                }
            }
            Pat::Struct(pat) => {
                let at = fields_at(&pat.path, ty, at);
                for field in &mut pat.fields {
                    self.pattern(&mut field.pat, None, attributes, at);
                }
            }
            Pat::Slice(slice) => {
                let (ty, at) = match ty.map(peeled) {
                    Some(Type::Array(array)) => (Some(&*array.elem), at),
                    _ => inside(None),
                };
                for element in &mut slice.elems {
                    self.pattern(element, ty, attributes, at);
                }
            }
            Pat::Reference(reference) => {
                let (ty, at) = match ty.map(peeled) {
                    Some(Type::Reference(ty)) => (Some(&*ty.elem), at),
                    _ => inside(None),
                };
                self.pattern(&mut reference.pat, ty, attributes, at);
            }
            Pat::Paren(paren) => self.pattern(&mut paren.pat, ty, attributes, at),
            _ => {}
        }
    }

    fn variable(&mut self, pat: &mut PatIdent, ty: Option<&Type>, attributes: &[Attribute], at: At) {
        let reference = pat.by_ref.is_some();
        let used = mentions(self.attempt, &pat.ident.to_string());
        // In `ref mut x` the `mut` belongs to the reference.
        let mutability = match (reference, self.keep_mut || !used) {
            (true, _) => None,
            (false, true) => pat.mutability,
            (false, false) => pat.mutability.take(),
        };
        if let Some(ty) = ty.filter(|_| !reference) {
            let rebound = used && self.reborrow(&pat.ident, ty, mutability, attributes);
            match shape(ty) {
                Some(How::ReborrowInside) if rebound => pat.mutability = Some(Token![mut](pat.ident.span())),
                Some(_) if rebound => {}
                Some(_) => {
                    if let Type::Reference(reference) = peeled(ty) {
                        self.capture_referent(&pat.ident, reference, false, attributes);
                    }
                }
                None => {}
            }
            if shape(ty).is_some() {
                return;
            }
        }
        let shared = matches!(ty.map(peeled), Some(Type::Reference(_)));
        let constant = pat.ident.to_string().starts_with(char::is_uppercase);
        let cloned = !reference && !constant && self.clones.takes(&pat.ident) && !shared;
        if used && (mutability.is_some() || cloned) {
            let mut attributes = attributes.to_vec();
            if self.keep_mut && mutability.is_some() {
                // Perhaps only the statements change it.
                attributes.push(parse_quote!(#[allow(unused_mut)]));
            }
            self.push(&pat.ident, mutability, How::Clone, &attributes);
        } else if let Some(ty) = ty.filter(|_| !reference && !constant && attributes.is_empty()) {
            self.found.moved.extend(moves::certain(self.attempt, &pat.ident, ty));
        }
        let again = !self.is_direct;
        let capturable = !reference && !constant && pat.subpat.is_none() && (at == At::Value || again);
        if capturable && self.capture_value(&pat.ident, ty, attributes) {
            if again {
                self.found.rebound.push((attributes.to_vec(), pat.ident.clone()));
            } else {
                pat.mutability = Some(Token![mut](pat.ident.span()));
            }
        }
    }

    /// Captures a variable, unless a shared borrow is as good; whether it does, and then the variable has to be `mut`.
    fn capture_value(&mut self, name: &Ident, ty: Option<&Type>, attributes: &[Attribute]) -> bool {
        let needed = uses(self.mentioned, &name.to_string())
            && !ty.is_some_and(|ty| is_plain(ty) || self.borrows.may_borrow_through(ty))
            && !self.is_held(name);
        if needed {
            self.capture(name, false, attributes);
        }
        needed
    }

    /// Captures what a `&mut` refers to, unless a shared borrow is as good, or has to be left possible.
    fn capture_referent(
        &mut self,
        name: &Ident,
        reference: &TypeReference,
        is_receiver: bool,
        attributes: &[Attribute],
    ) {
        let needed = reference.mutability.is_some()
            && !is_plain(&reference.elem)
            && uses(self.mentioned, &name.to_string())
            && !self.borrows.may_borrow_from(reference, is_receiver)
            && !self.is_held(name);
        if needed {
            self.capture(name, true, attributes);
        }
    }

    fn capture(&mut self, name: &Ident, referent: bool, attributes: &[Attribute]) {
        self.found.captures.push(Capture {
            attributes: attributes.to_vec(),
            name: name.clone(),
            referent,
        });
    }

    fn is_held(&self, name: &Ident) -> bool {
        self.held
            .iter()
            .any(|expression| mentions(expression, &name.to_string()))
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
        self.found.rebindings.push(Rebinding {
            attributes: attributes.to_vec(),
            mutability,
            name: name.clone(),
            value: name.clone(),
            how,
        });
    }
}
