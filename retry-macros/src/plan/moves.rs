//! Arguments that the body plainly moves, where rustc would speak of a "previous iteration of loop" that the user has
//! not written, and would not suggest a clone: into a `move` closure or an `async move` block, into a `for` loop, out of
//! a pattern, or out of a field that is passed on.
//!
//! Read off the tokens, so that only what is certain is found: not where anything may bind the name again, and not within
//! macros other than those of [`READING`].

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, Group, Ident, Spacing, Span, TokenStream, TokenTree};
use quote::quote_spanned;
use syn::{Member, Type, parse_quote};

use crate::tokens::uses::{captures, is_call};
use crate::tokens::{is, is_block, is_primitive, is_word, peeled};

/// A place that the body moves at `span`.
pub(crate) struct Moved {
    pub(crate) place: TokenStream,
    pub(crate) span: Span,
}

/// The certain moves of the variable `name`, of the type `ty`: one at most, or one for each field of a pattern.
pub(crate) fn certain(body: &TokenStream, name: &Ident, ty: &Type) -> Vec<Moved> {
    search(body, name, ty, false)
}

/// The same for a variable of a statement before the attempts, whose type is not known: the compiler suggests no clone
/// where that is passed on either.
pub(crate) fn certain_of_local(body: &TokenStream, name: &Ident) -> Vec<Moved> {
    search(body, name, &parse_quote!(_), true)
}

/// The same for the variables that a block of code names: they stand outside, and what else may be one is not known.
pub(crate) fn certain_of_block(block: &TokenStream) -> Vec<Moved> {
    let mut names = BTreeMap::new();
    variables(block, &mut names);
    names.values().flat_map(|name| certain_of_local(block, name)).collect()
}

/// What is plainly a variable, each name once: it has a method or a field, or a loop takes it. What is only passed on may
/// be a function, of which generated code could not take the address.
fn variables(tokens: &TokenStream, names: &mut BTreeMap<String, Ident>) {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    for (i, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => variables(&group.stream(), names),
            TokenTree::Ident(name) => {
                let before = i.checked_sub(1).map(|before| &tokens[before]);
                let is_path = before.is_some_and(|before| is(before, '.') || is(before, ':'));
                let has_member = tokens.get(i + 1).is_some_and(|after| is(after, '.'));
                let iterated =
                    before.is_some_and(|before| is_word(before, "in")) && tokens.get(i + 1).is_some_and(is_block);
                let text = name.to_string();
                if !is_path && (has_member || iterated) && !text.starts_with(char::is_uppercase) {
                    names.entry(text).or_insert_with(|| name.clone());
                }
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

fn search(body: &TokenStream, name: &Ident, ty: &Type, of_local: bool) -> Vec<Moved> {
    let text = name.to_string();
    if is_copy(ty) || binds(body, &text) || is_conditional(body) {
        return Vec::new();
    }
    let mut search = Search {
        name,
        text,
        ty,
        of_local,
        moved: Vec::new(),
    };
    search.read(body);
    search.moved
}

/// Whether the type is plainly `Copy`.
fn is_copy(ty: &Type) -> bool {
    match peeled(ty) {
        Type::Reference(reference) => reference.mutability.is_none(),
        Type::Path(path) => path.path.get_ident().is_some_and(is_primitive),
        _ => false,
    }
}

/// Whether a `cfg` may take parts of the body away.
fn is_conditional(body: &TokenStream) -> bool {
    body.clone().into_iter().any(|token| match token {
        TokenTree::Group(group) => is_conditional(&group.stream()),
        token => is_word(&token, "cfg"),
    })
}

/// Whether anything in the body may bind the name again: a pattern, a closure's parameter, an item.
fn binds(body: &TokenStream, name: &str) -> bool {
    let tokens: Vec<TokenTree> = body.clone().into_iter().collect();
    let named = |tokens: &[TokenTree]| tokens.iter().any(|token| names(token, name));
    let until = |from: usize, end: &dyn Fn(&TokenTree) -> bool| {
        tokens[from..]
            .iter()
            .position(end)
            .map_or(tokens.len(), |length| from + length)
    };
    let mut pipe = None;
    for (i, token) in tokens.iter().enumerate() {
        let bound = match token {
            TokenTree::Group(group) => binds(&group.stream(), name),
            TokenTree::Ident(word) if word == "let" => {
                named(&tokens[i..until(i, &|token| is(token, '=') || is(token, ';'))])
            }
            TokenTree::Ident(word) if word == "for" => named(&tokens[i..until(i, &|token| is_word(token, "in"))]),
            TokenTree::Ident(word)
                if ["fn", "impl", "macro_rules", "const", "static"]
                    .iter()
                    .any(|item| word == item) =>
            {
                named(&tokens[i..])
            }
            // `n = …`, also in `select!`; not `n == …`.
            TokenTree::Ident(word) if word == name => {
                tokens.get(i + 1).is_some_and(|next| is(next, '='))
                    && !tokens.get(i + 2).is_some_and(|next| is(next, '='))
            }
            // `||` has nothing between.
            TokenTree::Punct(punct) if punct.as_char() == '|' && punct.spacing() == Spacing::Joint => {
                pipe = None;
                false
            }
            TokenTree::Punct(punct) if punct.as_char() == '|' => {
                let from = pipe.replace(i);
                from.is_some_and(|from| named(&tokens[from..i]))
            }
            // The pattern of a match arm.
            TokenTree::Punct(punct) if punct.as_char() == '>' && i > 0 && is(&tokens[i - 1], '=') => {
                let from = tokens[..i]
                    .iter()
                    .rposition(|token| is(token, ',') || is_block(token))
                    .map_or(0, |before| before + 1);
                named(&tokens[from..i])
            }
            _ => false,
        };
        if bound {
            return true;
        }
    }
    false
}

fn names(token: &TokenTree, name: &str) -> bool {
    match token {
        TokenTree::Ident(ident) => ident == name,
        TokenTree::Group(group) => group.stream().into_iter().any(|token| names(&token, name)),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    }
}

/// Macros that take no pattern and no variable of another meaning.
const READING: &[&str] = &[
    "assert",
    "assert_eq",
    "assert_ne",
    "debug",
    "debug_assert",
    "eprint",
    "eprintln",
    "error",
    "format",
    "info",
    "panic",
    "print",
    "println",
    "trace",
    "vec",
    "warn",
    "write",
    "writeln",
];

/// What tokens stand in.
#[derive(Clone, Copy, PartialEq)]
enum Within {
    Block,
    Call,
    /// One of [`READING`], where a literal may name variables.
    Macro,
}

impl Within {
    /// What a group is behind these tokens.
    fn of(before: &[TokenTree], group: &Group) -> Self {
        let parentheses = group.delimiter() == Delimiter::Parenthesis;
        match before.last() {
            Some(before) if is(before, '!') => Self::Macro,
            Some(TokenTree::Ident(word)) if parentheses => {
                let keyword = ["match", "if", "while", "in", "return"]
                    .iter()
                    .any(|keyword| word == keyword);
                if keyword { Self::Block } else { Self::Call }
            }
            Some(before) if parentheses && is(before, '>') => Self::Call,
            _ => Self::Block,
        }
    }
}

struct Search<'a> {
    name: &'a Ident,
    text: String,
    ty: &'a Type,
    of_local: bool,
    moved: Vec<Moved>,
}

impl Search<'_> {
    fn read(&mut self, body: &TokenStream) {
        let tokens: Vec<TokenTree> = body.clone().into_iter().collect();
        for (i, token) in tokens.iter().enumerate() {
            if !self.moved.is_empty() {
                return;
            }
            match token {
                // A union's field is read in `unsafe` alone.
                TokenTree::Group(_) if i > 0 && is_word(&tokens[i - 1], "unsafe") => {}
                TokenTree::Group(group) if !is_foreign(&tokens, i) => {
                    self.passed_on(&tokens, i, group);
                    if self.moved.is_empty() {
                        self.read(&group.stream());
                    }
                }
                TokenTree::Ident(word) if word == "move" => self.captured(&tokens[i + 1..]),
                TokenTree::Ident(word) if word == "in" => self.iterated(&tokens[i + 1..]),
                TokenTree::Ident(word) if word == "let" => self.taken_apart(&tokens[i + 1..]),
                _ => {}
            }
        }
    }

    /// `|…| …` or `{ … }` after `move`
    fn captured(&mut self, tokens: &[TokenTree]) {
        let inside = match tokens {
            [block, ..] if is_block(block) => 1,
            [bar, rest @ ..] if is(bar, '|') => {
                let end = rest.iter().position(|token| is(token, ',') || is(token, ';'));
                1 + end.unwrap_or(rest.len())
            }
            _ => 0,
        };
        if let Some(span) = self.taken(&tokens[..inside], Within::Block) {
            let name = self.name;
            self.push(quote_spanned!(span=> #name), span);
        }
    }

    /// `n { … }` after `in`
    fn iterated(&mut self, tokens: &[TokenTree]) {
        if let [TokenTree::Ident(ident), block, ..] = tokens {
            if *ident == self.text && is_block(block) {
                self.push(quote_spanned!(ident.span()=> #ident), ident.span());
            }
        }
    }

    /// `(a, b) = n;` and `Name { a, b } = n;` after `let`
    fn taken_apart(&mut self, tokens: &[TokenTree]) {
        let Some(equals) = tokens.iter().position(|token| is(token, '=')) else {
            return;
        };
        let (pattern, [_, TokenTree::Ident(ident), semicolon, ..]) = tokens.split_at(equals) else {
            return;
        };
        if *ident != self.text || !is(semicolon, ';') {
            return;
        }
        let Some(TokenTree::Group(fields)) = pattern.last() else {
            return;
        };
        let named = match (peeled(self.ty), &pattern[..pattern.len() - 1]) {
            (Type::Tuple(_), []) => false,
            (Type::Path(ty), [.., TokenTree::Ident(name)])
                if ty.path.segments.last().is_some_and(|last| last.ident == *name) =>
            {
                fields.delimiter() == Delimiter::Brace
            }
            _ => return,
        };
        let fields: Vec<TokenTree> = fields.stream().into_iter().collect();
        let mut places = Vec::new();
        for (index, field) in fields.split(|token| is(token, ',')).enumerate() {
            let (member, variable) = match field {
                [TokenTree::Ident(name)] if named => (Member::Named(name.clone()), name),
                [TokenTree::Ident(name), colon, TokenTree::Ident(variable)] if named && is(colon, ':') => {
                    (Member::Named(name.clone()), variable)
                }
                [TokenTree::Ident(variable)] if !named => (Member::from(index), variable),
                [dot, ..] if is(dot, '.') => break,
                _ => continue,
            };
            let text = variable.to_string();
            if text != "_" && !text.starts_with(char::is_uppercase) {
                places.push(quote_spanned!(variable.span()=> #ident.#member));
            }
        }
        for place in places {
            self.push(place, ident.span());
        }
    }

    /// `Ok(n.field)`: what is generic takes no reborrow. Of a variable whose type is not known also `f(n)`.
    fn passed_on(&mut self, tokens: &[TokenTree], i: usize, group: &Group) {
        let inside: Vec<TokenTree> = group.stream().into_iter().collect();
        let is_variant = i.checked_sub(1).is_some_and(|before| {
            let variants = ["Ok", "Err", "Some"];
            variants.iter().any(|variant| is_word(&tokens[before], variant))
        });
        let is_call = self.of_local && Within::of(&tokens[..i], group) == Within::Call;
        for argument in inside.split(|token| is(token, ',')) {
            match argument {
                [TokenTree::Ident(ident)] if is_call && *ident == self.text => {
                    self.push(quote_spanned!(ident.span()=> #ident), ident.span());
                }
                [
                    TokenTree::Ident(ident),
                    dot,
                    field @ (TokenTree::Ident(_) | TokenTree::Literal(_)),
                ] if is_variant && *ident == self.text && is(dot, '.') && !is_word(field, "await") => {
                    self.push(quote_spanned!(field.span()=> #ident.#field), ident.span());
                }
                _ => {}
            }
        }
    }

    /// Where a `move` closure or block of these tokens uses the variable as a whole: it copies a single field, and takes
    /// of a pattern only what that binds.
    fn taken(&self, tokens: &[TokenTree], within: Within) -> Option<Span> {
        tokens.iter().enumerate().find_map(|(i, token)| match token {
            TokenTree::Ident(ident) if *ident == self.text => {
                let (before, after) = (i.checked_sub(1).map(|before| &tokens[before]), &tokens[i + 1..]);
                let method = match after {
                    [dot, TokenTree::Ident(name), rest @ ..] if is(dot, '.') => {
                        name == "await" || rest.first().is_some_and(is_call)
                    }
                    _ => false,
                };
                let place = after
                    .first()
                    .is_some_and(|after| is(after, '.') || is(after, ':') || is(after, '!'));
                let borrowed = before.is_some_and(|before| is(before, '&') || is_word(before, "mut"));
                let argument = within != Within::Block
                    && before.is_none_or(|before| is(before, ','))
                    && after.first().is_none_or(|after| is(after, ','));
                let variable = before.is_none_or(|before| !(is(before, '.') || is(before, ':') || is(before, '\'')));
                (variable && (method || (!place && (borrowed || argument)))).then(|| ident.span())
            }
            TokenTree::Group(_) if is_foreign(tokens, i) => None,
            TokenTree::Group(group) => {
                let within = Within::of(&tokens[..i], group);
                self.taken(&group.stream().into_iter().collect::<Vec<_>>(), within)
            }
            TokenTree::Literal(literal) if within == Within::Macro => {
                captures(&literal.to_string(), &self.text).then(|| literal.span())
            }
            TokenTree::Literal(_) | TokenTree::Ident(_) | TokenTree::Punct(_) => None,
        })
    }

    fn push(&mut self, place: TokenStream, span: Span) {
        self.moved.push(Moved { place, span });
    }
}

/// Whether the group holds the arguments of a macro that may read its tokens in any way.
fn is_foreign(tokens: &[TokenTree], i: usize) -> bool {
    match i.checked_sub(2).and_then(|name| tokens.get(name..i)) {
        Some([TokenTree::Ident(name), bang]) if is(bang, '!') => !READING.iter().any(|reading| name == reading),
        _ => false,
    }
}
