//! Results that borrow from a `&mut` argument.
//!
//! The first attempt would lend the argument for as long as the caller may hold the result, and today's borrow checker
//! does not give it back on the path where the attempt failed ("problem case #3" of the NLL RFC 2094). A signature that
//! returns the `&mut` itself is refused; of any other only the body shows whether it lends, and the borrow checker
//! decides.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    FnArg, GenericArgument, GenericParam, Lifetime, PathArguments, Signature, Type, TypeReference, WherePredicate,
};

use crate::tokens::{peeled, receiver_type};

/// The span of a `&mut` in the return type that borrows from a `&mut` argument, and the words for that argument.
pub(crate) fn find(signature: &Signature, output: &Type) -> Option<(Span, String)> {
    let lenders: Vec<_> = signature.inputs.iter().filter_map(lender).collect();
    let elided = lenders
        .iter()
        .find(|lender| lender.receiver)
        .or(if let [only] = lenders.as_slice() {
            Some(only)
        } else {
            None
        });
    let mut lent = Vec::new();
    mutable_references(output, &mut lent);
    lent.into_iter().find_map(|reference| {
        let (span, lender) = match named(reference.lifetime.as_ref()) {
            None => (reference.and_token.span, elided.filter(|lender| lender.mutable())),
            Some(name) => {
                let same =
                    |lender: &&Lender| lender.mutable() && named(lender.reference.lifetime.as_ref()) == Some(name);
                // Of several arguments with this lifetime any may be the one.
                let lifetime = |input: &&FnArg| {
                    let mut here = Borrows::none();
                    here.read(input.to_token_stream());
                    here.named.contains(&name.ident.to_string())
                };
                let is_alone = signature.inputs.iter().filter(lifetime).count() == 1;
                (name.ident.span(), lenders.iter().find(same).filter(|_| is_alone))
            }
        };
        lender.map(|lender| (span, lender.words.clone()))
    })
}

/// What a result may borrow, as far as the signature shows it.
pub(crate) struct Borrows {
    /// An `impl Trait` has every lifetime.
    opaque: bool,
    /// It has a `&` or a `'_`.
    elided: bool,
    /// An elided one is the receiver's.
    of_receiver: bool,
    named: Vec<String>,
    /// The lifetimes that outlive others.
    outliving: Vec<String>,
}

impl Borrows {
    fn none() -> Self {
        Self {
            opaque: false,
            elided: false,
            of_receiver: false,
            named: Vec::new(),
            outliving: Vec::new(),
        }
    }

    pub(crate) fn of(signature: &Signature, output: &TokenStream) -> Self {
        let mut borrows = Self::none();
        borrows.of_receiver = signature.inputs.iter().filter_map(lender).any(|lender| lender.receiver);
        borrows.read(output.clone());
        let parameters = signature
            .generics
            .params
            .iter()
            .filter_map(|parameter| match parameter {
                GenericParam::Lifetime(parameter) => Some((&parameter.lifetime, &parameter.bounds)),
                _ => None,
            });
        let clause = signature.generics.where_clause.iter();
        let predicates = clause
            .flat_map(|clause| &clause.predicates)
            .filter_map(|predicate| match predicate {
                WherePredicate::Lifetime(predicate) => Some((&predicate.lifetime, &predicate.bounds)),
                _ => None,
            });
        // `#[async_trait]` bounds all of them by the lifetime of its future.
        borrows.outliving = parameters
            .chain(predicates)
            .filter(|(_, bounds)| bounds.iter().any(|bound| bound.ident != "async_trait"))
            .map(|(lifetime, _)| lifetime.ident.to_string())
            .collect();
        borrows
    }

    /// Whether the result may borrow anything.
    pub(crate) fn any(&self) -> bool {
        self.opaque || self.elided || !self.named.is_empty()
    }

    /// Whether the result may borrow through an argument of this type, which is no reference itself.
    pub(crate) fn may_borrow_through(&self, ty: &Type) -> bool {
        if !self.any() {
            return false;
        }
        let mut here = Self::none();
        here.read(ty.to_token_stream());
        // `Self` hides the lifetimes of its `impl`.
        let is_self = matches!(ty, Type::Path(path) if path.path.is_ident("Self"));
        let by_name = |name: &String| self.named.contains(name) || self.outliving.contains(name);
        is_self || here.named.iter().any(by_name) || (here.elided && (self.elided || self.opaque))
    }

    /// Whether the result may borrow from what an argument of this type refers to.
    pub(crate) fn may_borrow_from(&self, reference: &TypeReference, is_receiver: bool) -> bool {
        let by_name = |name: &Lifetime| {
            let name = name.ident.to_string();
            self.named.contains(&name) || (!self.named.is_empty() && self.outliving.contains(&name))
        };
        self.opaque
            || (self.elided && self.of_receiver == is_receiver)
            || named(reference.lifetime.as_ref()).is_some_and(by_name)
    }

    fn read(&mut self, tokens: TokenStream) {
        let mut tokens = tokens.into_iter().peekable();
        let mut function = false;
        while let Some(token) = tokens.next() {
            match token {
                // The arguments of `fn(&str)` and `Fn(&str)` have lifetimes of their own.
                TokenTree::Group(group) if function && group.delimiter() == Delimiter::Parenthesis => {}
                TokenTree::Group(group) => self.read(group.stream()),
                TokenTree::Punct(punct) if punct.as_char() == '\'' => match tokens.next() {
                    Some(TokenTree::Ident(name)) if name == "_" => self.elided = true,
                    Some(TokenTree::Ident(name)) if name != "static" => self.named.push(name.to_string()),
                    _ => {}
                },
                TokenTree::Punct(punct) if punct.as_char() == '&' => {
                    let has_name = matches!(tokens.peek(), Some(TokenTree::Punct(quote)) if quote.as_char() == '\'');
                    self.elided |= !has_name;
                }
                TokenTree::Ident(word) => {
                    self.opaque |= word == "impl";
                    function = true;
                    continue;
                }
                _ => {}
            }
            function = false;
        }
    }
}

struct Lender {
    receiver: bool,
    reference: TypeReference,
    words: String,
}

impl Lender {
    fn mutable(&self) -> bool {
        self.reference.mutability.is_some()
    }
}

fn lender(input: &FnArg) -> Option<Lender> {
    let (receiver, ty, words) = match input {
        FnArg::Receiver(receiver) => (true, receiver_type(receiver), String::from("`&mut self`")),
        FnArg::Typed(argument) => (
            false,
            (*argument.ty).clone(),
            format!("the `&mut` argument `{}`", argument.pat.to_token_stream()),
        ),
    };
    let Type::Reference(reference) = peeled(&ty) else {
        return None;
    };
    Some(Lender {
        receiver,
        reference: reference.clone(),
        words,
    })
}

/// The lifetime, if it has a name.
fn named(lifetime: Option<&Lifetime>) -> Option<&Lifetime> {
    lifetime.filter(|lifetime| lifetime.ident != "_")
}

/// The `&mut` references in a value of this type. What functions take is none of them.
fn mutable_references<'a>(ty: &'a Type, all: &mut Vec<&'a TypeReference>) {
    match ty {
        Type::Reference(reference) => {
            if reference.mutability.is_some() {
                all.push(reference);
            }
            mutable_references(&reference.elem, all);
        }
        Type::Group(ty) => mutable_references(&ty.elem, all),
        Type::Paren(ty) => mutable_references(&ty.elem, all),
        Type::Array(ty) => mutable_references(&ty.elem, all),
        Type::Slice(ty) => mutable_references(&ty.elem, all),
        Type::Tuple(ty) => ty.elems.iter().for_each(|ty| mutable_references(ty, all)),
        Type::Path(path) => {
            for segment in &path.path.segments {
                if let PathArguments::AngleBracketed(arguments) = &segment.arguments {
                    for argument in &arguments.args {
                        if let GenericArgument::Type(ty) = argument {
                            mutable_references(ty, all);
                        }
                    }
                }
            }
        }
        _ => {}
    }
}
