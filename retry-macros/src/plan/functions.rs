//! The functions that keys take, as far as their tokens show what is wrong with them.

use syn::{BinOp, Expr, ExprClosure, ExprPath, Signature};

use super::constants::is_argument;
use crate::parse::keys::Key;

/// A closure that takes more than the key hands over, or less.
pub(super) fn check(key: Key, name: &str, expr: &Expr, blocking: bool) -> syn::Result<()> {
    let (what, parameter) = match key {
        Key::When => ("the error", "error"),
        Key::Classify => ("the result", "result"),
        Key::OnRetry => ("the event", "event"),
        Key::Fallback => ("the final error", "error"),
        _ => return Ok(()),
    };
    if is_value(expr) {
        let message = format!("`{name}` takes a function of {what}: write `{name} = |{parameter}| …`");
        return Err(syn::Error::new_spanned(expr, message));
    }
    // A function that blocks awaits no answer.
    let awaited = key == Key::Fallback && !blocking;
    if closure(expr).is_some_and(|closure| closure.asyncness.is_some()) && !awaited {
        let message = format!("the closure of `{name}` cannot be `async`: it is called, and not awaited");
        return Err(syn::Error::new_spanned(expr, message));
    }
    let Some(closure) = closure(expr).filter(|closure| closure.inputs.len() != 1) else {
        return Ok(());
    };
    let fields = if key == Key::OnRetry {
        ", which has `event.error`, `event.attempt` and `event.delay`"
    } else {
        ""
    };
    Err(syn::Error::new_spanned(
        closure,
        format!("the closure of `{name}` takes one argument, {what}: write `{name} = |{parameter}| …`{fields}"),
    ))
}

/// Whether the expression is plainly none that gives a function: a literal, a comparison, `matches!`.
fn is_value(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(_) => true,
        Expr::Binary(binary) => matches!(
            binary.op,
            BinOp::Eq(_)
                | BinOp::Ne(_)
                | BinOp::Lt(_)
                | BinOp::Le(_)
                | BinOp::Gt(_)
                | BinOp::Ge(_)
                | BinOp::And(_)
                | BinOp::Or(_)
        ),
        Expr::Macro(call) => call.mac.path.is_ident("matches"),
        Expr::Group(group) => is_value(&group.expr),
        Expr::Paren(paren) => is_value(&paren.expr),
        _ => false,
    }
}

fn closure(expr: &Expr) -> Option<&ExprClosure> {
    match expr {
        Expr::Closure(closure) => Some(closure),
        Expr::Group(group) => closure(&group.expr),
        Expr::Paren(paren) => closure(&paren.expr),
        _ => None,
    }
}

/// The path in `path()`, where it is a function's: what an argument is cannot be told here.
pub(super) fn without_arguments<'a>(expr: &'a Expr, signature: &Signature) -> Option<&'a ExprPath> {
    match expr {
        Expr::Call(call) if call.args.is_empty() && call.attrs.is_empty() => match &*call.func {
            Expr::Path(path) if !path.path.get_ident().is_some_and(|name| is_argument(name, signature)) => Some(path),
            _ => None,
        },
        Expr::Group(group) => without_arguments(&group.expr, signature),
        _ => None,
    }
}
