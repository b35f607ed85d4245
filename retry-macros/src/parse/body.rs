//! Where in the body the attempts begin: what stands before runs once, what is inside is repeated.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::quote;
use syn::{Block, Expr, Local, Pat, Stmt};

use super::function::Function;
use super::layers::{Layer, around};
use super::tail;
use crate::tokens::{is, is_word};

pub(crate) struct Body {
    /// The groups around the repeated part, from the outermost: `Box::pin(` `async move {`.
    layers: Vec<Layer>,
    /// The user's statements before the attempts, which run once.
    pub(crate) statements: Vec<Stmt>,
    /// The rebindings of `#[async_trait]`, which take the arguments out of the signature.
    pub(crate) prologue: Vec<Stmt>,
    /// What each attempt runs around the user's code, from the outermost: the span of `#[tracing::instrument]`.
    repeated: Vec<Layer>,
    /// The attempt is a whole expression, with what stands behind or around its block.
    pub(crate) is_whole_tail: bool,
    /// The user's code, which each attempt runs.
    pub(crate) attempt: TokenStream,
    /// The user's braces around it: a body without its last expression is reported there.
    pub(crate) braces: Span,
}

pub(crate) const NOT_ASYNC: &str =
    "`#[retry]` needs an `async fn`, or a function whose last expression is an `async` block; write `async fn`";

/// Takes the body apart: that of a function that blocks its thread, or of one that gives a future.
pub(crate) fn read(function: &Function, blocking: bool) -> syn::Result<Body> {
    let mut layers = Vec::new();
    let mut is_whole_tail = false;
    let content = if blocking || function.signature.asyncness.is_some() {
        function.body.clone()
    } else if let Some(content) = blocking_body(&function.body, &mut layers) {
        content
    } else {
        let tail = tail::read(&function.signature, function.body.clone(), &mut layers)?
            .ok_or_else(|| syn::Error::new(function.signature.fn_token.span, NOT_ASYNC))?;
        is_whole_tail = tail.is_whole;
        tail.repeated
    };
    let statements = layers.first_mut().and_then(Layer::take_statements).unwrap_or_default();
    let mut repeated = Vec::new();
    let instrumented = if blocking {
        instrumented_blocking(&content, &mut repeated)
    } else {
        instrumented(&content, &mut repeated)
    };
    let content = instrumented.unwrap_or(content);
    let mut prologue = Vec::new();
    let attempt = async_trait(&content, &mut prologue).unwrap_or(content);
    Ok(Body {
        braces: layers
            .last()
            .map_or(function.braces, |layer: &Layer| layer.group.span()),
        layers,
        statements,
        prologue,
        repeated,
        is_whole_tail,
        attempt,
    })
}

impl Body {
    /// Of a block of code.
    pub(crate) fn of(block: &Group) -> Self {
        Self {
            layers: Vec::new(),
            statements: Vec::new(),
            prologue: Vec::new(),
            repeated: Vec::new(),
            is_whole_tail: false,
            attempt: block.stream(),
            braces: block.span(),
        }
    }

    /// Whether any of the user's code runs before the attempts.
    pub(crate) fn has_statements(&self) -> bool {
        !self.statements.is_empty() || self.layers.iter().any(|layer| !layer.statements.is_empty())
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

    /// Lets the user's block take by value what its attempts take from it: they only borrow.
    pub(crate) fn take_by_value(&mut self) {
        if let Some(layer) = self.layers.last_mut() {
            if layer.before.last().is_some_and(|last| is_word(last, "async")) {
                let word = Ident::new("move", Span::mixed_site());
                layer.before.push(word.into());
            }
        }
    }

    /// Whether another macro has put code of its own around the user's.
    pub(crate) fn is_wrapped(&self) -> bool {
        !self.repeated.is_empty()
    }

    /// What each attempt runs, with `content` as the user's code.
    pub(crate) fn repeated(&self, content: TokenStream) -> TokenStream {
        around(&self.repeated, content)
    }

    /// Changes what each attempt runs around the user's code.
    pub(crate) fn map_repeated(&mut self, change: impl Fn(TokenStream) -> TokenStream) {
        for tokens in self
            .repeated
            .iter_mut()
            .flat_map(|layer| [&mut layer.before, &mut layer.after])
        {
            *tokens = change(tokens.drain(..).collect()).into_iter().collect();
        }
    }

    /// The whole body again, with `content` instead of the repeated part.
    pub(crate) fn rebuild(&self, statements: &[Stmt], content: TokenStream) -> TokenStream {
        let whole = around(&self.layers, content);
        quote!(#(#statements)* #whole)
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
            layers.push(Layer::new(&tokens[..at], group.clone(), &tokens[at + 1..]));
            Some(group.stream())
        }
        _ => None,
    }
}

// What `#[tracing::instrument]` above us has made of the body. It awaits the block in place, so that the block can
// borrow instead of moving the arguments into the first attempt; with `err` or `ret` there is a second one inside:
//
//     let __tracing_instrument_future = async move { match async move { body }.await { … } };
//   → let __tracing_instrument_future = async { match async { body }.await { … } };
fn instrumented(content: &TokenStream, layers: &mut Vec<Layer>) -> Option<TokenStream> {
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
    layers.push(without_move(&tokens, at));
    if let Some((at, _)) = awaited {
        layers.push(without_move(&inside, at));
    }
    Some(user_block(&awaited.map_or(group, |(_, nested)| nested)))
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

/// The block at `at`, which can now borrow.
fn without_move(tokens: &[TokenTree], at: usize) -> Layer {
    Layer::new(
        &tokens[..at - 1],
        Group::new(Delimiter::Brace, TokenStream::new()),
        &tokens[at + 1..],
    )
}

// The same of a function that blocks its thread; with `err` or `ret` the closure could move the arguments:
//
//     let __tracing_attr_span; … match (move || { body })() { … }
//   → let __tracing_attr_span; … match (|| { body })() { … }
fn instrumented_blocking(content: &TokenStream, layers: &mut Vec<Layer>) -> Option<TokenStream> {
    let tokens: Vec<TokenTree> = content.clone().into_iter().collect();
    let named = tokens
        .windows(2)
        .any(|two| is_word(&two[0], "let") && is_word(&two[1], "__tracing_attr_span"));
    if !named {
        let (TokenTree::Group(block), before) = tokens.split_last()? else {
            return None;
        };
        // Without `err` and `ret` a block stands around all of it.
        let inside = Some(block.stream()).filter(|_| block.delimiter() == Delimiter::Brace && !before.is_empty())?;
        let mut within = Vec::new();
        let body = instrumented_blocking(&inside, &mut within)?;
        layers.push(Layer::new(before, block.clone(), &[]));
        layers.append(&mut within);
        return Some(body);
    }
    let closure = tokens.iter().enumerate().find_map(|(i, token)| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {
            let inside: Vec<TokenTree> = group.stream().into_iter().collect();
            match inside.as_slice() {
                [word, _, _, TokenTree::Group(block)] if is_word(word, "move") => {
                    let bars = inside[1..3].to_vec();
                    Some((i, group.clone(), bars, block.clone()))
                }
                _ => None,
            }
        }
        _ => None,
    });
    if let Some((at, parentheses, bars, block)) = closure {
        layers.push(Layer::new(&tokens[..at], parentheses, &tokens[at + 1..]));
        layers.push(Layer::new(&bars, Group::new(Delimiter::Brace, TokenStream::new()), &[]));
        return Some(user_block(&block));
    }
    match tokens.split_last() {
        Some((TokenTree::Group(block), before)) if block.delimiter() == Delimiter::Brace => {
            layers.push(Layer::new(before, block.clone(), &[]));
            Some(user_block(block))
        }
        _ => None,
    }
}

// tracing's never-run `return` names the declared type, which is not the body's own with `RetryError`; ours replaces it:
//     #[allow(…)] if false { let __tracing_attr_fake_return: R = loop {}; return … } { body }   →   { body }
fn user_block(group: &Group) -> TokenStream {
    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
    match tokens.as_slice() {
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
    }
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
