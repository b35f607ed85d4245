//! Whether a body uses a variable from outside of it, read off its tokens: of an inner variable of the same name, a field, a
//! method or a word in a string only the letters are the same.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::uses::captures;
use super::{is, is_block, is_word};

/// True where the first thing of this name is a use of a variable, and not a pattern that binds another one.
pub(crate) fn uses(body: &TokenStream, name: &str) -> bool {
    first(&body.clone().into_iter().collect::<Vec<_>>(), name, false) == Some(First::Use)
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum First {
    Use,
    Binding,
}

/// `in_macro`: a literal may name variables.
fn first(tokens: &[TokenTree], name: &str, in_macro: bool) -> Option<First> {
    let mut i = 0;
    while i < tokens.len() {
        let (found, after) = match &tokens[i] {
            // The value is made before the pattern binds.
            TokenTree::Ident(word) if word == "let" || word == "for" => {
                let between = if word == "let" {
                    equals(tokens, i)
                } else {
                    position(tokens, i, |token| is_word(token, "in"))
                };
                let Some(between) = between else {
                    i += 1;
                    continue;
                };
                let end = position(tokens, between, |token| is(token, ';') || is_block(token)).unwrap_or(tokens.len());
                let value = first(&tokens[between + 1..end], name, in_macro);
                (value.or_else(|| bound(&tokens[i + 1..between], name)), end)
            }
            // Another function has no part in our variables.
            TokenTree::Ident(word) if word == "fn" && matches!(tokens.get(i + 1), Some(TokenTree::Ident(_))) => {
                (None, position(tokens, i, is_block).map_or(tokens.len(), |end| end + 1))
            }
            TokenTree::Punct(punct) if punct.as_char() == '|' && begins_closure(&tokens[..i]) => {
                let end = position(tokens, i, |token| is(token, '|')).unwrap_or(i);
                (bound(&tokens[i..end], name), end + 1)
            }
            TokenTree::Group(group) => {
                let inside: Vec<TokenTree> = group.stream().into_iter().collect();
                let in_macro = in_macro || (i > 0 && is(&tokens[i - 1], '!'));
                let arms = group.delimiter() == Delimiter::Brace && arrow(&inside, 0).is_some();
                let found = if arms {
                    first_of_arms(&inside, name, in_macro)
                } else {
                    first(&inside, name, in_macro)
                };
                (found, i + 1)
            }
            TokenTree::Ident(word) if word == name => (is_variable(tokens, i).then_some(First::Use), i + 1),
            TokenTree::Literal(literal) if in_macro => {
                (captures(&literal.to_string(), name).then_some(First::Use), i + 1)
            }
            _ => (None, i + 1),
        };
        if found.is_some() {
            return found;
        }
        i = after.max(i + 1);
    }
    None
}

/// `pattern => value, …`
fn first_of_arms(tokens: &[TokenTree], name: &str, in_macro: bool) -> Option<First> {
    let mut start = 0;
    let mut used = None;
    while let Some(arrow) = arrow(tokens, start) {
        let block = tokens.get(arrow + 2).is_some_and(is_block);
        let end = if block {
            arrow + 3
        } else {
            position(tokens, arrow, |token| is(token, ',')).unwrap_or(tokens.len())
        };
        // An arm whose pattern binds the name says nothing of the others.
        if bound(&tokens[start..arrow], name).is_none() {
            used = used.or_else(|| first(&tokens[arrow + 2..end], name, in_macro));
        }
        start = end + usize::from(tokens.get(end).is_some_and(|token| is(token, ',')));
    }
    used
}

fn is_variable(tokens: &[TokenTree], i: usize) -> bool {
    let before = |n: usize| i.checked_sub(n).map(|before| &tokens[before]);
    let after = |n: usize, char| tokens.get(i + n).is_some_and(|token| is(token, char));
    let is_member = before(1).is_some_and(|one| is(one, '.')) && !before(2).is_some_and(|two| is(two, '.'));
    let in_path = before(1).is_some_and(|one| is(one, ':')) && before(2).is_some_and(|two| is(two, ':'));
    // `name: value` of a literal, and `name::item`.
    let is_label = after(1, ':');
    let is_macro = after(1, '!') && !after(2, '=');
    let is_lifetime = before(1).is_some_and(|one| is(one, '\''));
    !(is_member || in_path || is_label || is_macro || is_lifetime)
}

fn bound(pattern: &[TokenTree], name: &str) -> Option<First> {
    let binds = pattern.iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == name,
        TokenTree::Group(group) => bound(&group.stream().into_iter().collect::<Vec<_>>(), name).is_some(),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    });
    binds.then_some(First::Binding)
}

fn position(tokens: &[TokenTree], after: usize, is_it: impl Fn(&TokenTree) -> bool) -> Option<usize> {
    let found = tokens[after + 1..].iter().position(is_it)?;
    Some(after + 1 + found)
}

/// The `=` of a `let`, and none of `==`, `<=` or `=>`.
fn equals(tokens: &[TokenTree], at: usize) -> Option<usize> {
    position(tokens, at, |token| is(token, '=') || is(token, ';')).filter(|&found| is(&tokens[found], '='))
}

fn arrow(tokens: &[TokenTree], from: usize) -> Option<usize> {
    (from..tokens.len().saturating_sub(1)).find(|&i| is(&tokens[i], '=') && is(&tokens[i + 1], '>'))
}

/// Whether a `|` here begins parameters, and is no operator.
fn begins_closure(before: &[TokenTree]) -> bool {
    match before.last() {
        None => true,
        Some(TokenTree::Ident(word)) => ["move", "async", "return", "else", "in"]
            .iter()
            .any(|keyword| word == keyword),
        Some(TokenTree::Punct(punct)) => ",=(;&".contains(punct.as_char()) || punct.as_char() == '>',
        Some(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::uses;

    #[test]
    fn a_use_of_an_outer_variable_is_told_from_other_things_of_its_name() {
        let cases = [
            ("id.len()", true),
            ("let id = id.len(); id", true),
            ("let Some(x) = id else { return }; x", true),
            ("if let Some(id) = id { id }", true),
            ("for id in id { id }", true),
            ("match id { Some(id) => id, None => 0 }", true),
            ("match other { Some(id) => id, None => id }", true),
            ("println!(\"{id}\")", true),
            ("P { id }", true),
            ("f(move || id)", true),
            ("(0..id)", true),
            ("a == id", true),
            ("let id = t; id", false),
            ("if let Some(id) = other { id } else { 0 }", false),
            ("for id in list { f(id) }", false),
            ("match other { Some(id) => id, None => 0 }", false),
            ("list.map(|id| id.len())", false),
            ("list.map(move |(a, id)| id.len())", false),
            ("self.id + self.id(3)", false),
            ("P { id: 3 }", false),
            ("path(\"/users/{id}\", t)", false),
            ("fn f(id: u32) -> u32 { id } f(3)", false),
            ("id::new() + id!()", false),
            ("'id: loop {}", false),
        ];
        for (body, expected) in cases {
            assert_eq!(uses(&body.parse().expect("tokens"), "id"), expected, "{body}");
        }
    }
}
