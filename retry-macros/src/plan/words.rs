//! Values that are words: a name in events, the name of a variable, `on` and `off`.

use syn::{Expr, Ident, Lit};

use super::values::{Literal, fail, literal, word};

/// A string literal, or a const expression.
pub(crate) fn string(key: &str, expr: &Expr) -> syn::Result<()> {
    match literal(expr) {
        Literal::Lit(Lit::Str(text)) if text.value().is_empty() => {
            fail(expr, format!("`{key}` is empty: leave it out for the function's path"))
        }
        Literal::Lit(Lit::Str(_)) | Literal::Other => Ok(()),
        Literal::Lit(_) | Literal::Negative(_) => fail(
            expr,
            format!("`{key}` is a string: write `{key} = \"…\"`, or a const expression"),
        ),
    }
}

/// The name of a variable for the body.
pub(crate) fn variable(key: &str, expr: &Expr) -> syn::Result<Ident> {
    match word(expr) {
        Some(name) if name != "self" && name != "Self" && name != "super" => Ok(name.clone()),
        _ => fail(
            expr,
            format!("`{key}` is the name that the attempt has in the body: `{key} = attempt`"),
        ),
    }
}

/// The word `on` or `off`.
pub(crate) fn switch(key: &str, expr: &Expr) -> syn::Result<bool> {
    match word(expr) {
        Some(word) if word == "on" => Ok(true),
        Some(word) if word == "off" => Ok(false),
        _ => fail(expr, format!("`{key}` is a word: write `{key} = off`, or leave it out")),
    }
}
