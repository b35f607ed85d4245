//! The functions that keys take, as far as their tokens show what is wrong with them.

use syn::{Expr, ExprClosure};

use crate::parse::keys::Key;

/// A closure that takes more than the key hands over, or less.
pub(super) fn check(key: Key, name: &str, expr: &Expr) -> syn::Result<()> {
    let (what, parameter) = match key {
        Key::When => ("the error", "error"),
        Key::Classify => ("the result", "result"),
        Key::OnRetry => ("the event", "event"),
        Key::Fallback => ("the final error", "error"),
        _ => return Ok(()),
    };
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

fn closure(expr: &Expr) -> Option<&ExprClosure> {
    match expr {
        Expr::Closure(closure) => Some(closure),
        Expr::Group(group) => closure(&group.expr),
        Expr::Paren(paren) => closure(&paren.expr),
        _ => None,
    }
}
