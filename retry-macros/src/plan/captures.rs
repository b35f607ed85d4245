//! The variables that an attempt captures as a whole, and by unique borrow.
//!
//! A block captures the single fields that it uses, and only as it uses them; a function holds its arguments whole. That
//! shows in `Send`: a field that is a raw pointer knows nothing of the `unsafe impl Send` of its struct, and a shared
//! borrow asks the argument for `Sync`. So the block begins by mentioning what it captures:
//!
//! ```text
//! let _ = (&mut *self, &mut cell);
//! ```

use proc_macro2::Ident;
use syn::{Attribute, GenericArgument, PathArguments, Type};

use crate::tokens::{is_primitive, peeled};

pub(crate) struct Capture {
    /// Those of the argument: a `cfg` may take it away.
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) name: Ident,
    /// `*x`, of a `&mut` reference, instead of `x`.
    pub(crate) referent: bool,
}

/// Whether the type has neither fields to capture one by one nor anything that is not `Sync`, so that a shared borrow is
/// as good. Of other names only the compiler knows.
pub(super) fn is_plain(ty: &Type) -> bool {
    const PLAIN: &[&str] = &["str", "String", "PathBuf", "Duration"];
    // Plain where what they hold is.
    const HOLDERS: &[&str] = &["Vec", "Option"];
    match peeled(ty) {
        Type::Reference(reference) => reference.mutability.is_none(),
        Type::Slice(slice) => is_plain(&slice.elem),
        Type::Array(array) => is_plain(&array.elem),
        Type::Tuple(tuple) => tuple.elems.iter().all(is_plain),
        Type::Path(path) => path
            .path
            .segments
            .last()
            .is_some_and(|segment| match &segment.arguments {
                PathArguments::None => is_primitive(&segment.ident) || PLAIN.iter().any(|plain| segment.ident == plain),
                // It is `Send` only if what it holds is `Sync`.
                _ if segment.ident == "Arc" => true,
                PathArguments::AngleBracketed(arguments) => {
                    HOLDERS.iter().any(|holder| segment.ident == holder)
                        && arguments
                            .args
                            .iter()
                            .all(|argument| matches!(argument, GenericArgument::Type(ty) if is_plain(ty)))
                }
                PathArguments::Parenthesized(_) => false,
            }),
        _ => false,
    }
}
