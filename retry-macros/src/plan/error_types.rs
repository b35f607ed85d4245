//! Whether an error of the function's type can be made without a call of it, as faults on demand ask for.

use syn::{GenericArgument, GenericParam, Lifetime, Path, PathArguments, Signature, Type, TypeParamBound};

use crate::tokens::peeled;

/// The types that stand in `error`, for a check that none of them is a type parameter; `None` where the signature shows
/// that one is, or that the error has a lifetime, or is an `impl Trait`.
pub(super) fn read(error: &Type, signature: &Signature) -> Option<Vec<Type>> {
    let mut reader = Reader {
        signature,
        found: Vec::new(),
    };
    reader.ty(error).then_some(reader.found)
}

struct Reader<'a> {
    signature: &'a Signature,
    found: Vec<Type>,
}

impl Reader<'_> {
    fn ty(&mut self, ty: &Type) -> bool {
        match peeled(ty) {
            Type::Path(path) => {
                let has_arguments = path.path.segments.iter().any(|segment| !segment.arguments.is_none());
                if !has_arguments && path.qself.is_none() {
                    self.found.push(ty.clone());
                }
                path.qself.as_ref().is_none_or(|of| self.ty(&of.ty)) && self.path(&path.path)
            }
            Type::Reference(reference) => {
                reference.lifetime.as_ref().is_some_and(is_static) && self.ty(&reference.elem)
            }
            Type::TraitObject(object) => object.bounds.iter().all(|bound| self.bound(bound)),
            Type::Tuple(tuple) => tuple.elems.iter().all(|ty| self.ty(ty)),
            Type::Array(array) => self.ty(&array.elem),
            Type::Slice(slice) => self.ty(&slice.elem),
            Type::Never(_) => true,
            _ => false,
        }
    }

    fn path(&mut self, path: &Path) -> bool {
        let is_parameter =
            path.segments.first().is_some_and(|first| {
                self.signature.generics.params.iter().any(
                    |parameter| matches!(parameter, GenericParam::Type(parameter) if parameter.ident == first.ident),
                )
            });
        !is_parameter
            && path.segments.iter().all(|segment| match &segment.arguments {
                PathArguments::None => true,
                PathArguments::AngleBracketed(arguments) => arguments.args.iter().all(|argument| match argument {
                    GenericArgument::Type(ty) => !may_be_constant(ty) && self.ty(ty),
                    GenericArgument::AssocType(assoc) => self.ty(&assoc.ty),
                    GenericArgument::Lifetime(lifetime) => is_static(lifetime),
                    GenericArgument::Const(_) => true,
                    _ => false,
                }),
                PathArguments::Parenthesized(_) => false,
            })
    }

    fn bound(&mut self, bound: &TypeParamBound) -> bool {
        match bound {
            TypeParamBound::Trait(bound) => bound.lifetimes.is_none() && self.path(&bound.path),
            TypeParamBound::Lifetime(lifetime) => is_static(lifetime),
            _ => false,
        }
    }
}

/// Whether an argument may as well be a constant, by its letters. A type that has none but capitals is most often a
/// parameter.
fn may_be_constant(ty: &Type) -> bool {
    matches!(peeled(ty), Type::Path(path) if path.path.get_ident().is_some_and(|ident| {
        !ident.to_string().contains(char::is_lowercase)
    }))
}

fn is_static(lifetime: &Lifetime) -> bool {
    lifetime.ident == "static"
}
