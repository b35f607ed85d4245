//! The last expression of a function that returns a future: which part of it is repeated, and what stays around that.
//!
//! ```text
//! …; Box::pin(async move { content })             →  content
//! …; async move { content }.boxed()               →  content
//! …; async move { content }.map_err(f).boxed()    →  async { content }.map_err(f).await
//! …; within(limit, async move { content })        →  within(limit, async move { content }).await
//! ```

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{TokenStreamExt, quote_spanned};
use syn::{ReturnType, Signature, Type};

use super::layers::Layer;
use crate::tokens::{is, is_word, peeled, tail_start};

/// Methods that change only what a future is, or what it runs in, and not what comes of it.
const TRANSPARENT: &[&str] = &[
    "boxed",
    "boxed_local",
    "fuse",
    "in_current_span",
    "instrument",
    "into_future",
    "shared",
    "with_context",
    "with_current_context",
    "with_current_subscriber",
    "with_subscriber",
];

/// Functions of the same kind, of these types and of the future alone.
const WRAPPERS: &[&str] = &["from", "into_pin", "new", "pin"];
const POINTERS: &[&str] = &["Arc", "Box", "BoxFuture", "LocalBoxFuture", "Pin", "Rc"];

pub(super) struct Tail {
    pub(super) repeated: TokenStream,
    /// It is more than the content of a block.
    pub(super) is_whole: bool,
}

/// What the function returns, which a repeated expression is to become.
#[derive(Clone, Copy, PartialEq)]
enum Target {
    /// Any future.
    Opaque,
    Boxed,
    /// The type of one expression, and of no other.
    Concrete,
}

/// The repeated part, and into `layers` the groups around it; `None` where there is no `async` block.
pub(super) fn read(signature: &Signature, body: TokenStream, layers: &mut Vec<Layer>) -> syn::Result<Option<Tail>> {
    let target = match &signature.output {
        ReturnType::Default => Target::Concrete,
        ReturnType::Type(_, ty) => match peeled(ty) {
            Type::ImplTrait(_) => Target::Opaque,
            Type::Path(path) => path.path.segments.last().map_or(Target::Concrete, |last| {
                let name = last.ident.to_string();
                let is_boxed = name == "Pin" || name.contains("Box") || name.contains("Fut");
                if is_boxed { Target::Boxed } else { Target::Concrete }
            }),
            _ => Target::Concrete,
        },
    };
    expression(body, target, layers)
}

fn expression(tokens: TokenStream, target: Target, layers: &mut Vec<Layer>) -> syn::Result<Option<Tail>> {
    let mut tokens: Vec<TokenTree> = tokens.into_iter().collect();
    // `return …;`
    let semicolon = match tokens.as_slice() {
        [rest @ .., last]
            if is(last, ';') && rest.get(tail_start(rest)).is_some_and(|first| is_word(first, "return")) =>
        {
            tokens.pop()
        }
        _ => None,
    };
    let start = tail_start(&tokens);
    if let Some(early) = early_return(&tokens[..start]) {
        return Err(syn::Error::new(
            early,
            "what this `return` gives is not retried, only the last expression is: make them branches of one `async` block, or write `async fn`",
        ));
    }
    let first = start + usize::from(tokens.get(start).is_some_and(|first| is_word(first, "return")));
    let Some(at) = primary(&tokens, first) else {
        return Ok(None);
    };
    let TokenTree::Group(group) = &tokens[at] else {
        return Ok(None);
    };
    let group = group.clone();
    let end = changed(&tokens, at);
    let is_block = is_async_block(&tokens[..=at]);
    let statements = tokens[..start].to_vec();
    let push = |mut layer: Layer, layers: &mut Vec<Layer>| {
        layer.statements.clone_from(&statements);
        layer.after.extend(semicolon.clone());
        layers.push(layer);
    };
    if end == at + 1 && (is_block || is_transparent(&tokens[first..=at], target)) {
        let content = group.stream();
        push(Layer::new(&tokens[start..at], group, &tokens[end..]), layers);
        // What stands around it takes any future.
        return if is_block {
            Ok(Some(Tail {
                repeated: content,
                is_whole: false,
            }))
        } else {
            expression(content, Target::Opaque, layers)
        };
    }
    let is_fitting = target == Target::Opaque || end < tokens.len();
    if !is_fitting && target == Target::Concrete {
        return Err(syn::Error::new(
            tokens[first].span(),
            "the attempts of `#[retry]` make another future of this: return `impl Future<Output = …>` or a boxed one, or write `async fn`",
        ));
    }
    // The whole is repeated within a block, whose type is another one: it is boxed unless what stays around it does that.
    let span = Span::mixed_site();
    let block = Group::new(Delimiter::Brace, TokenStream::new());
    let mut before = tokens[start..first].to_vec();
    let moving: Vec<TokenTree> = quote_spanned!(span=> async move).into_iter().collect();
    if is_fitting {
        before.extend(moving);
        push(Layer::new(&before, block, &tokens[end..]), layers);
    } else {
        before.extend(quote_spanned!(span=> ::std::boxed::Box::pin));
        let parentheses = Group::new(Delimiter::Parenthesis, TokenStream::new());
        push(Layer::new(&before, parentheses, &tokens[end..]), layers);
        layers.push(Layer::new(&moving, block, &[]));
    }
    let mut repeated = borrowing(&tokens[first..end]);
    repeated.append_all(quote_spanned!(span=> .await));
    Ok(Some(Tail {
        repeated,
        is_whole: true,
    }))
}

/// The group of the `async` block that the expression begins with, or of the arguments with one in them.
fn primary(tokens: &[TokenTree], first: usize) -> Option<usize> {
    (first..tokens.len()).find(|&i| match &tokens[i] {
        TokenTree::Group(group) => match group.delimiter() {
            Delimiter::Brace => is_async_block(&tokens[first..=i]) || i == first || is_word(&tokens[i - 1], "unsafe"),
            Delimiter::Parenthesis | Delimiter::None => holds_block(group),
            Delimiter::Bracket => false,
        },
        _ => false,
    })
}

/// Whether there is an `async` block among the arguments.
fn holds_block(group: &Group) -> bool {
    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
    (0..tokens.len()).any(|i| match &tokens[i] {
        TokenTree::Group(inner) => is_async_block(&tokens[..=i]) || holds_block(inner),
        _ => false,
    })
}

/// Whether what comes of the last group, which holds the block, is what comes of the block.
fn is_transparent(tokens: &[TokenTree], target: Target) -> bool {
    let [before @ .., TokenTree::Group(group)] = tokens else {
        return false;
    };
    if group.delimiter() != Delimiter::Parenthesis || before.is_empty() {
        return true;
    }
    let Some(TokenTree::Ident(function)) = before.last() else {
        return false;
    };
    if function == "instrument" {
        return true;
    }
    let arguments: Vec<TokenTree> = group.stream().into_iter().collect();
    let commas = arguments.iter().filter(|token| is(token, ',')).count();
    let is_alone = commas == usize::from(arguments.last().is_some_and(|last| is(last, ',')));
    let name = function.to_string();
    // `Box::pin`; what a type of the user's makes of a future only that type knows.
    let of_pointer = before
        .iter()
        .any(|token| POINTERS.iter().any(|pointer| is_word(token, pointer)));
    let is_constructor = name.starts_with(char::is_uppercase) && target == Target::Concrete;
    is_alone && (is_constructor || (of_pointer && WRAPPERS.contains(&name.as_str())))
}

/// Where the part ends that is to be repeated as a whole: behind the last method that may change what comes of the group
/// at `at`.
fn changed(tokens: &[TokenTree], at: usize) -> usize {
    let mut end = at + 1;
    let mut i = end;
    while let [dot, TokenTree::Ident(method), ..] = &tokens[i..] {
        if !is(dot, '.') {
            break;
        }
        let arguments = tokens[i..]
            .iter()
            .position(|token| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis));
        // That of opentelemetry; others make a context of a closure, for an error.
        let of_error = arguments.is_some_and(|arguments| match &tokens[i + arguments] {
            TokenTree::Group(group) => group.stream().into_iter().any(|token| is(&token, '|')),
            _ => false,
        });
        i += arguments.map_or(2, |arguments| arguments + 1);
        if of_error || !TRANSPARENT.iter().any(|transparent| method == transparent) {
            end = i;
        }
    }
    end
}

/// The expression, whose first block, if it begins with one, is awaited in place and borrows instead of moving. What a
/// function takes may have to live longer.
fn borrowing(expression: &[TokenTree]) -> TokenStream {
    match expression {
        [first, second, rest @ ..] if is_word(first, "async") && is_word(second, "move") => {
            std::iter::once(first).chain(rest).cloned().collect()
        }
        _ => expression.iter().cloned().collect(),
    }
}

/// A `return` in earlier statements of what looks like further attempts.
fn early_return(statements: &[TokenTree]) -> Option<Span> {
    statements.iter().enumerate().find_map(|(i, token)| match token {
        TokenTree::Ident(word) if word == "return" => {
            let value = statements[i..]
                .iter()
                .take_while(|token| !is(token, ';') && !is(token, ','));
            value.cloned().any(contains_async).then(|| word.span())
        }
        // They return from themselves.
        TokenTree::Group(_) if is_async_block(&statements[..=i]) => None,
        TokenTree::Group(group) => early_return(&group.stream().into_iter().collect::<Vec<_>>()),
        _ => None,
    })
}

fn contains_async(token: TokenTree) -> bool {
    match token {
        TokenTree::Group(group) => group.stream().into_iter().any(contains_async),
        token => is_word(&token, "async"),
    }
}

/// Whether the tokens end in `async { }` or `async move { }`.
fn is_async_block(tokens: &[TokenTree]) -> bool {
    match tokens {
        [.., before, TokenTree::Group(group)] if group.delimiter() == Delimiter::Brace => {
            let before = if is_word(before, "move") {
                tokens.len().checked_sub(3).map(|i| &tokens[i])
            } else {
                Some(before)
            };
            before.is_some_and(|before| is_word(before, "async"))
        }
        _ => false,
    }
}
