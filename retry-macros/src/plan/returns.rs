//! What the function returns, as far as its signature shows it.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{GenericArgument, PathArguments, ReturnType, Signature, Type, TypeParamBound, parse_quote};

use super::error_types;
use crate::parse::body;
use crate::tokens::{is, is_block, is_primitive, is_word, peeled};

pub(crate) struct Returns {
    pub(crate) output: Output,
    /// Where a message about the whole type stands.
    pub(crate) span: Span,
    /// Where a message about the error type stands.
    pub(crate) error_span: Span,
    /// The error is an `impl Trait`: it names no type to probe.
    pub(crate) opaque_error: bool,
    /// The function blocks its thread.
    pub(crate) blocking: bool,
    /// The types in the error, as far as they are seen; `None` where no error of its type can be made without a call.
    pub(crate) error_types: Option<Vec<Type>>,
    /// The tokens with the lifetimes that the output may have. Those of a future that is named are its own.
    pub(crate) lifetimes: TokenStream,
}

/// The type that the body's future gives.
pub(crate) enum Output {
    /// As it can be named in the body: `impl Trait` is `_`.
    Nameable(Type),
    /// The output of the future that the function returns, of this type.
    OfFuture(Type),
    /// Of a block of code, which the compiler infers.
    Inferred,
}

impl Returns {
    /// Of a block of code that stands at `span`.
    pub(crate) fn inferred(span: Span) -> Self {
        Self {
            output: Output::Inferred,
            span,
            error_span: span,
            opaque_error: false,
            blocking: false,
            error_types: Some(Vec::new()),
            lifetimes: TokenStream::new(),
        }
    }

    /// Takes a type that is named for the output of a function that blocks its thread, unless it is plainly a future's.
    pub(crate) fn block_unless_future(&mut self, body: &TokenStream) -> bool {
        let Output::OfFuture(Type::Path(path)) = &self.output else {
            return false;
        };
        let tokens = path.to_token_stream();
        // `Ready<Result<…>>`
        let holds_result = path
            .path
            .segments
            .iter()
            .flat_map(|segment| type_arguments(&segment.arguments))
            .any(is_result);
        if holds_result || names_future(tokens) || awaits(body.clone()) || has_async(body.clone(), &|_| true) {
            return false;
        }
        let ty = Type::Path(path.clone());
        self.lifetimes = ty.to_token_stream();
        self.output = Output::Nameable(nameable(&ty));
        self.blocking = true;
        true
    }

    pub(crate) fn is_inferred(&self) -> bool {
        matches!(self.output, Output::Inferred)
    }
}

/// The output of a function that `gives_output` itself, or of the future that another one returns.
pub(crate) fn read(signature: &Signature, gives_output: bool, body: &TokenStream) -> syn::Result<Returns> {
    let ReturnType::Type(_, ty) = &signature.output else {
        let fixed = if signature.asyncness.is_none() && awaits(body.clone()) {
            "write `async fn`, and return a `Result`"
        } else {
            "it returns nothing that could fail: return a `Result`"
        };
        return Err(syn::Error::new(
            signature.fn_token.span,
            format!("`#[retry]` cannot retry this function: {fixed}"),
        ));
    };
    if !gives_output && is_result(ty) && output_of_future(ty).is_some() {
        return Err(syn::Error::new_spanned(
            ty,
            "`#[retry]` cannot retry a future that is inside of a `Result`; write `async fn`, or return the future itself",
        ));
    }
    if !gives_output && is_result(ty) {
        // Nobody retries the `main` that blocks on an `async` block, but who has an attribute that makes it so.
        let is_main = signature.ident == "main";
        let message = if has_async(body.clone(), &|text| is_main || text != "async") {
            "`#[retry]` finds a blocking function, which runs an `async` block to its end; if an attribute above `#[retry]` has made it of an `async fn`, write `#[retry]` above that attribute"
        } else if awaits(body.clone()) {
            body::NOT_ASYNC
        } else {
            let mut returns = result(ty, Output::Nameable(nameable(ty)), signature);
            returns.blocking = true;
            return Ok(returns);
        };
        return Err(syn::Error::new(signature.fn_token.span, message));
    }
    let output = if gives_output {
        Some(&**ty)
    } else {
        output_of_future(ty)
    };
    match output {
        Some(output) if is_no_result(output) => Err(syn::Error::new_spanned(
            output,
            format!(
                "`#[retry]` cannot retry a function that returns `{}`; return a `Result`: its error tells a failed attempt from a successful one",
                one_line(output)
            ),
        )),
        Some(output) => Ok(result(output, Output::Nameable(nameable(output)), signature)),
        None => Ok(result(ty, Output::OfFuture((**ty).clone()), signature)),
    }
}

fn names_future(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => names_future(group.stream()),
        TokenTree::Ident(name) => name.to_string().contains("Fut"),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// Whether there is an `async` whose text in the source is such: that of one which an attribute has written is the attribute.
fn has_async(tokens: TokenStream, is_such: &dyn Fn(&str) -> bool) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => has_async(group.stream(), is_such),
        token => is_word(&token, "async") && is_such(token.span().source_text().as_deref().unwrap_or("async")),
    })
}

/// Whether it is a function that lacks its `async`.
pub(crate) fn lacks_async(signature: &Signature, body: &TokenStream) -> bool {
    let returns_result = matches!(&signature.output, ReturnType::Type(_, ty) if is_result(ty));
    signature.asyncness.is_none() && returns_result && awaits(body.clone())
}

/// Whether the body itself awaits something: not one of its `async` blocks, and no macro, which may read `.await` in its
/// own way.
fn awaits(tokens: TokenStream) -> bool {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut in_async = false;
    tokens.iter().enumerate().any(|(i, token)| {
        let before = i.checked_sub(1).map(|before| &tokens[before]);
        match token {
            TokenTree::Group(group) => {
                let of_async = in_async && is_block(token);
                in_async &= !is_block(token);
                let of_macro = before.is_some_and(|before| is(before, '!'));
                !of_async && !of_macro && awaits(group.stream())
            }
            token if is_word(token, "async") => {
                in_async = true;
                false
            }
            token if is(token, ',') || is(token, ';') => {
                in_async = false;
                false
            }
            token => !in_async && is_word(token, "await") && before.is_some_and(|before| is(before, '.')),
        }
    })
}

pub(super) fn is_result(ty: &Type) -> bool {
    matches!(peeled(ty), Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Result"))
}

/// Whether the type is plainly something else than a `Result`: of other names only the compiler knows what they are.
fn is_no_result(ty: &Type) -> bool {
    const OTHERS: &[&str] = &[
        "Option",
        "str",
        "String",
        "Vec",
        "Box",
        "Rc",
        "Arc",
        "Pin",
        "Poll",
        "ControlFlow",
        "HashMap",
        "HashSet",
        "BTreeMap",
        "BTreeSet",
        "Duration",
        "Instant",
    ];
    match peeled(ty) {
        Type::Path(path) => {
            path.path.segments.last().is_some_and(|segment| {
                is_primitive(&segment.ident) || OTHERS.iter().any(|other| segment.ident == other)
            })
        }
        Type::Infer(_) | Type::Macro(_) | Type::Verbatim(_) => false,
        _ => true,
    }
}

/// The type as it would be written, but for spaces.
fn one_line(ty: &Type) -> String {
    let spaced = ty.to_token_stream().to_string();
    spaced
        .replace(" < ", "<")
        .replace(" >", ">")
        .replace(" :: ", "::")
        .replace(" ,", ",")
        .replace("& ", "&")
}

fn result(ty: &Type, output: Output, signature: &Signature) -> Returns {
    let error = last_argument(ty);
    let lifetimes = match (&output, peeled(ty)) {
        (Output::OfFuture(_), Type::Path(path)) => path
            .path
            .segments
            .iter()
            .flat_map(|segment| type_arguments(&segment.arguments))
            .map(ToTokens::to_token_stream)
            .collect(),
        (Output::OfFuture(_) | Output::Inferred, _) => TokenStream::new(),
        (Output::Nameable(_), _) => ty.to_token_stream(),
    };
    Returns {
        output,
        lifetimes,
        span: ty.span(),
        error_span: error.map_or_else(|| ty.span(), Spanned::span),
        opaque_error: matches!(error, Some(Type::ImplTrait(_))),
        blocking: false,
        error_types: error.map_or_else(|| Some(Vec::new()), |error| error_types::read(error, signature)),
    }
}

/// `E` of `Result<T, E>` and of `Result<T, RetryError<E>>`.
fn last_argument(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = peeled(ty) else { return None };
    let segment = path.path.segments.last()?;
    let argument = type_arguments(&segment.arguments).last()?;
    // Only a `Result` with both its arguments shows its error.
    match argument {
        Type::Path(inner)
            if inner
                .path
                .segments
                .last()
                .is_some_and(|segment| segment.ident == "RetryError") =>
        {
            last_argument(argument).or(Some(argument))
        }
        _ => (type_arguments(&segment.arguments).count() == 2).then_some(argument),
    }
}

fn type_arguments(arguments: &PathArguments) -> impl Iterator<Item = &Type> {
    let PathArguments::AngleBracketed(arguments) = arguments else {
        return None.into_iter().flatten();
    };
    Some(arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }))
    .into_iter()
    .flatten()
}

/// `R` of `impl Future<Output = R>`, `Pin<Box<dyn Future<Output = R>>>` and the like.
pub(super) fn output_of_future(ty: &Type) -> Option<&Type> {
    match peeled(ty) {
        Type::ImplTrait(ty) => output_of_bounds(ty.bounds.iter()),
        Type::TraitObject(ty) => output_of_bounds(ty.bounds.iter()),
        Type::Path(path) => type_arguments(&path.path.segments.last()?.arguments).find_map(output_of_future),
        _ => None,
    }
}

fn output_of_bounds<'a>(mut bounds: impl Iterator<Item = &'a TypeParamBound>) -> Option<&'a Type> {
    bounds.find_map(|bound| {
        let TypeParamBound::Trait(bound) = bound else {
            return None;
        };
        let PathArguments::AngleBracketed(arguments) = &bound.path.segments.last()?.arguments else {
            return None;
        };
        arguments.args.iter().find_map(|argument| match argument {
            GenericArgument::AssocType(assoc) if assoc.ident == "Output" => Some(&assoc.ty),
            _ => None,
        })
    })
}

// `Result<impl Iterator<Item = u8>, E>` → `Result<_, E>`
fn nameable(ty: &Type) -> Type {
    let mut ty = ty.clone();
    infer_impl_trait(&mut ty);
    ty
}

fn infer_impl_trait(ty: &mut Type) {
    match ty {
        Type::ImplTrait(_) => *ty = parse_quote!(_),
        Type::Group(ty) => infer_impl_trait(&mut ty.elem),
        Type::Paren(ty) => infer_impl_trait(&mut ty.elem),
        Type::Reference(ty) => infer_impl_trait(&mut ty.elem),
        Type::Tuple(ty) => ty.elems.iter_mut().for_each(infer_impl_trait),
        Type::Array(ty) => infer_impl_trait(&mut ty.elem),
        Type::Slice(ty) => infer_impl_trait(&mut ty.elem),
        Type::Path(path) => {
            for segment in &mut path.path.segments {
                let PathArguments::AngleBracketed(arguments) = &mut segment.arguments else {
                    continue;
                };
                for argument in &mut arguments.args {
                    if let GenericArgument::Type(ty) = argument {
                        infer_impl_trait(ty);
                    }
                }
            }
        }
        _ => {}
    }
}
