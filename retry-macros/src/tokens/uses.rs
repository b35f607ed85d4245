//! How a body uses a variable, read off its tokens: whether at all, and whether it may move it out of its place.
//!
//! A `&mut` reference is reborrowed for each attempt only where that is so: every rebinding costs a word of the future.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::tokens::is;

/// What a method call on the variable is taken for.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Calls {
    /// `reader.take(8)` moves a `&mut R`: the method takes its receiver by value, and `&mut R` has it too.
    MayConsume,
    Borrow,
}

/// True where `name` is used other than through `.`, `&`, `*` or an index, or at all beside a `move`.
pub(crate) fn consumes(body: &TokenStream, name: &str, calls: Calls) -> bool {
    let mut uses = Uses::default();
    uses.read(body, name);
    uses.bare || (uses.called && calls == Calls::MayConsume) || (uses.moves && uses.any)
}

#[derive(Default)]
#[allow(clippy::struct_excessive_bools)] // four independent findings, not a state
struct Uses {
    any: bool,
    bare: bool,
    called: bool,
    moves: bool,
}

impl Uses {
    fn read(&mut self, tokens: &TokenStream, name: &str) {
        let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
        for (i, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Group(group) => self.read(&group.stream(), name),
                TokenTree::Ident(ident) if ident == "move" => self.moves = true,
                TokenTree::Ident(ident) if ident == name => {
                    let before = i.checked_sub(1).and_then(|before| tokens.get(before));
                    if before.is_some_and(|before| is(before, '.')) {
                        continue;
                    }
                    self.any = true;
                    let borrowed = before.is_some_and(|before| {
                        (is(before, '&') || is(before, '*'))
                            || matches!(before, TokenTree::Ident(word) if word == "mut")
                    });
                    let place = tokens.get(i + 1).is_some_and(|after| match after {
                        TokenTree::Group(group) => group.delimiter() == Delimiter::Bracket,
                        other => is(other, '.') || is(other, ':'),
                    });
                    self.bare |= !(borrowed || place);
                    self.called |= match &tokens[i + 1..] {
                        [dot, TokenTree::Ident(word), ..] if is(dot, '.') && word == "await" => true,
                        [dot, TokenTree::Ident(_), after, ..] => is(dot, '.') && is_call(after),
                        _ => false,
                    };
                }
                TokenTree::Literal(literal) => self.any |= captures(&literal.to_string(), name),
                _ => {}
            }
        }
    }
}

/// The arguments of a method, or the `::` before its generic ones.
pub(crate) fn is_call(token: &TokenTree) -> bool {
    is(token, ':') || matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis)
}

/// Whether the tokens name a variable, also inside of a format string.
pub(crate) fn mentions(tokens: &TokenStream, name: &str) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == name,
        TokenTree::Group(group) => mentions(&group.stream(), name),
        TokenTree::Literal(literal) => captures(&literal.to_string(), name),
        TokenTree::Punct(_) => false,
    })
}

/// Whether a format string names the variable, as in `"{self:?}"`.
pub(crate) fn captures(literal: &str, name: &str) -> bool {
    literal.match_indices(name).any(|(at, _)| {
        let before = &literal[..at];
        let after = &literal[at + name.len()..];
        before.ends_with('{') && !before.ends_with("{{") && after.starts_with(['}', ':', '.'])
    })
}
