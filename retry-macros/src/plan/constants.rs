//! Keys whose values are constants, where one speaks of the function's arguments.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::{Expr, FnArg, Pat, Signature};

use super::locals::bound;
use crate::parse::keys::{Key, ValueForm};

/// An expression that names an argument or `self`, which no constant can.
pub(super) fn check(key: Key, name: &str, form: ValueForm, expr: &Expr, signature: &Signature) -> syn::Result<()> {
    let builder = match key {
        Key::Max => Some("max"),
        Key::Delay => Some("delay"),
        Key::Multiplier => Some("multiplier"),
        Key::MaxDelay => Some("max_delay"),
        Key::Jitter => Some("jitter"),
        Key::Timeout => Some("timeout"),
        Key::AttemptTimeout => Some("attempt_timeout"),
        Key::Name => None,
        _ => return Ok(()),
    };
    let Some(argument) = argument(expr, signature) else {
        return Ok(());
    };
    let value = expr
        .to_token_stream()
        .to_string()
        .replace(" . ", ".")
        .replace("& ", "&");
    let value = match form {
        ValueForm::Millis => format!("Duration::from_millis({value})"),
        ValueForm::Secs => format!("Duration::from_secs({value})"),
        _ => value,
    };
    let cure = match builder {
        Some(builder) => format!("write `config = RetryConfig::new().{builder}({value})`"),
        None => String::from("an operation has one name, as `name = \"fetch\"`"),
    };
    Err(syn::Error::new_spanned(
        expr,
        format!("`{name}` is a constant, and `{argument}` is known at run time only: {cure}"),
    ))
}

/// The first argument that the expression names as a variable. What a macro or a block makes of it is left to the
/// compiler, and so is whatever is a path.
fn argument<'a>(expr: &'a Expr, signature: &Signature) -> Option<&'a Ident> {
    let find = |expr| argument(expr, signature);
    match expr {
        Expr::Path(path) if path.qself.is_none() => path
            .path
            .get_ident()
            .filter(|name| *name == "self" || is_argument(name, signature)),
        Expr::Field(field) => find(&field.base),
        Expr::MethodCall(call) => find(&call.receiver).or_else(|| call.args.iter().find_map(find)),
        Expr::Call(call) => find(&call.func).or_else(|| call.args.iter().find_map(find)),
        Expr::Binary(binary) => find(&binary.left).or_else(|| find(&binary.right)),
        Expr::Unary(unary) => find(&unary.expr),
        Expr::Reference(reference) => find(&reference.expr),
        Expr::Cast(cast) => find(&cast.expr),
        Expr::Index(index) => find(&index.expr).or_else(|| find(&index.index)),
        Expr::Paren(paren) => find(&paren.expr),
        Expr::Group(group) => find(&group.expr),
        _ => None,
    }
}

/// Whether an argument, or a part of one, has this name.
pub(super) fn is_argument(name: &Ident, signature: &Signature) -> bool {
    signature
        .inputs
        .iter()
        .any(|input| matches!(input, FnArg::Typed(argument) if binds(&argument.pat, name)))
}

fn binds(pattern: &Pat, name: &Ident) -> bool {
    let mut found = false;
    bound(pattern, &mut |other, _| found |= other == name);
    // That of a constant is one to compare with.
    found && !name.to_string().starts_with(char::is_uppercase)
}
