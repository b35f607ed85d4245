//! Small questions about tokens, without any rule of the attribute.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use syn::{Receiver, ReceiverKind, Type, parse_quote};

pub(crate) mod first_use;
pub(crate) mod rename;
pub(crate) mod uses;

pub(crate) fn is(token: &TokenTree, char: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == char)
}

pub(crate) fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

/// A group in braces.
pub(crate) fn is_block(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

/// Whether a type of this name is one of the language's own numbers, `bool` or `char`.
pub(crate) fn is_primitive(name: &Ident) -> bool {
    const PRIMITIVES: &[&str] = &[
        "bool", "char", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f32",
        "f64",
    ];
    PRIMITIVES.iter().any(|primitive| name == primitive)
}

/// Whether `ident` is among the tokens; unlike [`uses::mentions`], not as a word in a string.
pub(crate) fn has_ident(tokens: TokenStream, ident: &Ident) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(other) => other == *ident,
        TokenTree::Group(group) => has_ident(group.stream(), ident),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// The tokens with their hygiene, for messages that stand at `span`.
pub(crate) fn located(tokens: &TokenStream, span: Span) -> TokenStream {
    let locate = |mut token: TokenTree| {
        token.set_span(token.span().located_at(span));
        token
    };
    tokens.clone().into_iter().map(locate).collect()
}

/// The tokens in braces that stand at `span`, with our own hygiene.
pub(crate) fn braced(tokens: TokenStream, span: Span) -> Group {
    let mut group = Group::new(Delimiter::Brace, tokens);
    group.set_span(Span::mixed_site().located_at(span));
    group
}

/// The first token of the expression that a block ends in, as far as its tokens show.
pub(crate) fn tail(block: &TokenStream) -> Option<Span> {
    let tokens: Vec<TokenTree> = block.clone().into_iter().collect();
    tokens.get(tail_start(&tokens)).map(TokenTree::span)
}

/// Where in the tokens of a block its last expression begins.
pub(crate) fn tail_start(tokens: &[TokenTree]) -> usize {
    // `if … { … }` and the like are statements, if nothing goes on with them; so are items.
    const STATEMENTS: &[&str] = &[
        "if", "match", "for", "while", "loop", "unsafe", "fn", "struct", "enum", "union", "impl", "trait", "mod",
    ];
    let mut start = 0;
    for (i, token) in tokens.iter().enumerate() {
        let ends = match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                let next = tokens.get(i + 1);
                let goes_on = next.is_none_or(|next| is(next, '.') || is(next, '?') || is_word(next, "else"));
                let is_statement = STATEMENTS.iter().any(|word| is_word(&tokens[start], word))
                    || matches!(tokens.get(start..start + 2), Some([first, second])
                        if is(first, '#') || is(second, '!') || (is_word(first, "async") && is_word(second, "fn")));
                !goes_on && (i == start || is_statement)
            }
            token => is(token, ';'),
        };
        if ends {
            start = i + 1;
        }
    }
    start
}

/// The type behind parentheses and the invisible groups of `$ty:ty`.
pub(crate) fn peeled(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => peeled(&group.elem),
        Type::Paren(paren) => peeled(&paren.elem),
        _ => ty,
    }
}

/// The type of `self`, as it would be written out.
pub(crate) fn receiver_type(receiver: &Receiver) -> Type {
    match &receiver.kind {
        ReceiverKind::Reference(and, lifetime, mutability) => parse_quote!(#and #lifetime #mutability Self),
        ReceiverKind::Typed(_, ty) => (**ty).clone(),
        _ => parse_quote!(Self),
    }
}
