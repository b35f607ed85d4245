//! Where in the body the attempts begin: what stands before runs once, what is inside is repeated.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{TokenStreamExt, quote};
use syn::{Block, Expr, Local, Pat, Stmt};

use super::function::Function;
use crate::tokens::{is, is_word};

pub(crate) struct Body {
    /// The groups around the repeated part, from the outermost: `Box::pin(` `async move {`.
    layers: Vec<Layer>,
    /// The rebindings of `#[async_trait]`, which take the arguments out of the signature.
    pub(crate) prologue: Vec<Stmt>,
    /// What stands at the head of each attempt, before the arguments are rebound: the attempt's type is then known to all
    /// that follows, so that its value is coerced as that of the function is. Empty where it stands inside.
    pub(crate) return_edge: TokenStream,
    /// What each attempt runs.
    pub(crate) attempt: TokenStream,
    /// The user's braces around it: a body without its last expression is reported there.
    pub(crate) braces: Span,
}

struct Layer {
    before: Vec<TokenTree>,
    group: Group,
    after: Vec<TokenTree>,
}

/// Takes the body apart; `return_edge` is put at the head of an attempt.
pub(crate) fn read(function: &Function, return_edge: TokenStream) -> syn::Result<Body> {
    let mut layers = Vec::new();
    let content = if function.signature.asyncness.is_some() {
        function.body.clone()
    } else if let Some(content) = blocking_body(&function.body, &mut layers) {
        content
    } else {
        let Some(content) = async_tail(function.body.clone(), &mut layers) else {
            let at = function.signature.fn_token.span;
            return Err(syn::Error::new(
                at,
                "`#[retry]` needs an `async fn`, or a function whose last expression is an `async` block; write `async fn`",
            ));
        };
        content
    };
    let mut prologue = Vec::new();
    let (return_edge, attempt) = if let Some(instrumented) = instrumented(&content, &mut prologue, &return_edge) {
        (TokenStream::new(), instrumented)
    } else {
        let content = async_trait(&content, &mut prologue).unwrap_or(content);
        (return_edge, content)
    };
    Ok(Body {
        braces: layers
            .last()
            .map_or(function.braces, |layer: &Layer| layer.group.span()),
        layers,
        prologue,
        return_edge,
        attempt,
    })
}

impl Body {
    /// Whether any of the user's code runs before the attempts.
    pub(crate) fn has_statements(&self) -> bool {
        self.layers
            .iter()
            .any(|layer| layer.before.iter().any(|token| is(token, ';')))
    }

    /// The name that `#[async_trait]` has given the receiver: `let __self = self;`.
    pub(crate) fn receiver_name(&self) -> Option<&Ident> {
        self.prologue.iter().find_map(|statement| match statement {
            Stmt::Local(Local {
                pat: Pat::Ident(pat),
                init: Some(init),
                ..
            }) if matches!(&*init.expr, Expr::Path(path) if path.path.is_ident("self")) => Some(&pat.ident),
            _ => None,
        })
    }

    /// The whole body again, with `content` instead of the repeated part.
    pub(crate) fn rebuild(&self, content: TokenStream) -> TokenStream {
        self.layers.iter().rev().fold(content, |content, layer| {
            let mut tokens = TokenStream::new();
            tokens.append_all(&layer.before);
            let mut group = Group::new(layer.group.delimiter(), content);
            group.set_span(layer.group.span());
            tokens.append(group);
            tokens.append_all(&layer.after);
            tokens
        })
    }
}

// `…; Box::pin(async move { content })` → `content`, and also `async { content }` and `async { content }.boxed()`.
fn async_tail(tokens: TokenStream, layers: &mut Vec<Layer>) -> Option<TokenStream> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let statement = tokens
        .iter()
        .rposition(|token| is(token, ';'))
        .map_or(0, |semicolon| semicolon + 1);
    let found = (statement..tokens.len()).rev().find(|&i| is_async_block(&tokens[..=i]));
    let at = found.or_else(|| {
        // `Box::pin( … )`: the group that ends the statement.
        let last = tokens.len().checked_sub(1)?;
        matches!(&tokens[last], TokenTree::Group(group) if matches!(group.delimiter(), Delimiter::Parenthesis | Delimiter::None)).then_some(last)
    })?;
    let TokenTree::Group(group) = tokens[at].clone() else {
        return None;
    };
    let content = group.stream();
    layers.push(Layer {
        before: tokens[..at].to_vec(),
        group,
        after: tokens[at + 1..].to_vec(),
    });
    if found.is_some() {
        Some(content)
    } else {
        async_tail(content, layers)
    }
}

/// Whether `#[tokio::main]` or `#[tokio::test]` above us has made the function one that blocks on its body.
pub(crate) fn blocks_on(body: &TokenStream) -> bool {
    blocking_body(body, &mut Vec::new()).is_some()
}

// `let body = async { content }; … block_on(body)` → `content`
fn blocking_body(body: &TokenStream, layers: &mut Vec<Layer>) -> Option<TokenStream> {
    let tokens: Vec<TokenTree> = body.clone().into_iter().collect();
    let at = 4;
    match tokens.get(..=at)? {
        [word, name, equals, block, TokenTree::Group(group)]
            if is_word(word, "let") && is_word(name, "body") && is(equals, '=') && is_word(block, "async") =>
        {
            layers.push(Layer {
                before: tokens[..at].to_vec(),
                group: group.clone(),
                after: tokens[at + 1..].to_vec(),
            });
            Some(group.stream())
        }
        _ => None,
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

// What `#[tracing::instrument]` above us has made of the body. It awaits the block in place, so that the block can
// borrow instead of moving the arguments into the first attempt; with `err` or `ret` there is a second one inside:
//
//     let __tracing_instrument_future = async move { match async move { body }.await { … } };
//   → let __tracing_instrument_future = async { match async { body }.await { … } };
fn instrumented(content: &TokenStream, prologue: &mut Vec<Stmt>, return_edge: &TokenStream) -> Option<TokenStream> {
    let tokens: Vec<TokenTree> = content.clone().into_iter().collect();
    let named = tokens
        .iter()
        .position(|token| is_word(token, "__tracing_instrument_future"))?;
    let (at, group) = async_move(&tokens, named + 1)?;
    let inside: Vec<TokenTree> = group.stream().into_iter().collect();
    let awaited = (0..inside.len())
        .filter(|&i| i > 0 && (is(&inside[i - 1], '=') || is_word(&inside[i - 1], "match")))
        .find_map(|i| {
            async_move(&inside, i - 1).filter(|(at, _)| inside.get(at + 1).is_some_and(|after| is(after, '.')))
        });
    let inner = match awaited {
        Some((nested_at, nested)) => without_move(&inside, nested_at, user_block(&nested, prologue, return_edge)),
        None => user_block(&group, prologue, return_edge),
    };
    Some(without_move(&tokens, at, inner))
}

/// The index and the group of the `async move { }` that comes after `from`.
fn async_move(tokens: &[TokenTree], from: usize) -> Option<(usize, Group)> {
    match tokens.get(from..from + 4)? {
        [_, first, second, TokenTree::Group(group)] if is_word(first, "async") && is_word(second, "move") => {
            Some((from + 3, group.clone()))
        }
        _ => None,
    }
}

fn without_move(tokens: &[TokenTree], at: usize, content: TokenStream) -> TokenStream {
    let mut borrowing = TokenStream::new();
    borrowing.append_all(&tokens[..at - 1]);
    borrowing.append(Group::new(Delimiter::Brace, content));
    borrowing.append_all(&tokens[at + 1..]);
    borrowing
}

// tracing's never-run `return` names the declared type, which is not the body's own with `RetryError`; ours replaces it:
//     #[allow(…)] if false { let __tracing_attr_fake_return: R = loop {}; return … } { body }   →   { body }
fn user_block(group: &Group, prologue: &mut Vec<Stmt>, return_edge: &TokenStream) -> TokenStream {
    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
    let content = match tokens.as_slice() {
        [hash, _, word, _, TokenTree::Group(never), rest @ ..]
            if is(hash, '#')
                && is_word(word, "if")
                && never
                    .stream()
                    .into_iter()
                    .any(|token| is_word(&token, "__tracing_attr_fake_return")) =>
        {
            rest.iter().cloned().collect()
        }
        _ => group.stream(),
    };
    let content = async_trait(&content, prologue).unwrap_or(content);
    quote!(#return_edge #content)
}

// What `#[async_trait]` has made of the body; the rebindings run once, since they take the arguments by value:
//
//     if let Some(__ret) = None::<R> { return __ret; } let __self = self; let x = x; let __ret: R = { body }; __ret
//   → body
fn async_trait(content: &TokenStream, prologue: &mut Vec<Stmt>) -> Option<TokenStream> {
    let tokens: Vec<TokenTree> = content.clone().into_iter().collect();
    let ret = tokens
        .windows(3)
        .rposition(|three| is_word(&three[0], "let") && is_word(&three[1], "__ret") && is(&three[2], ':'))?;
    let body = tokens[ret..].windows(3).find_map(|three| match three {
        [equals, TokenTree::Group(group), semicolon]
            if is(equals, '=') && group.delimiter() == Delimiter::Brace && is(semicolon, ';') =>
        {
            Some(group.clone())
        }
        _ => None,
    })?;
    let rebindings = tokens[..ret].iter().cloned().collect();
    prologue.extend(syn::parse::Parser::parse2(Block::parse_within, rebindings).ok()?);
    Some(body.stream())
}
