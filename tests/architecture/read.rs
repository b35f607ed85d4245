//! What one file writes: the modules that it declares, the names that it binds, and the paths that it names.
//!
//! It walks tokens rather than items, so that the arguments of macros, quoted code and attributes are read too. Doc
//! comments are string literals there, and drop out by themselves.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::{ItemUse, UseTree};

/// A path by its segments; what is imported with `*` ends there.
pub(crate) type Path = Vec<String>;

/// What stands in a file outside of its tests.
#[derive(Debug, Default)]
pub(crate) struct Source {
    /// `mod name;`, and whether it stands under `#[cfg(test)]`.
    pub(crate) modules: BTreeMap<String, bool>,
    /// Items that are declared, at whatever depth.
    pub(crate) declares: BTreeSet<String>,
    /// Names that a `use` binds, with what they stand for.
    pub(crate) binds: BTreeMap<String, Path>,
    /// What is imported with `*`.
    pub(crate) globs: Vec<Path>,
    /// Every path, those of `use` among them. `super` and `self` are resolved against inline modules, so that they
    /// count from the file.
    pub(crate) paths: BTreeSet<Path>,
    /// Every name, as it stands.
    pub(crate) names: BTreeSet<String>,
    /// Every name after a `#` that quotes it: `#runtime` in `quote!(#runtime::Call)`.
    pub(crate) interpolated: BTreeSet<String>,
}

impl Source {
    pub(crate) fn new(text: &str) -> syn::Result<Self> {
        let file: TokenStream = text.parse()?;
        let mut source = Self::default();
        source.walk(file, 0)?;
        Ok(source)
    }

    /// Reads tokens that stand in so many inline modules.
    fn walk(&mut self, tokens: TokenStream, depth: usize) -> syn::Result<()> {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            match token {
                TokenTree::Punct(punct)
                    if punct.as_char() == '#' && attribute(&tokens, at).is_some_and(|inner| is_test(&inner)) =>
                {
                    at = self.skip_item(&tokens, at);
                    continue;
                }
                TokenTree::Punct(punct) if punct.as_char() == '#' => {
                    if let Some(TokenTree::Ident(name)) = tokens.get(at + 1) {
                        self.interpolated.insert(name.to_string());
                    }
                }
                TokenTree::Ident(ident) if ident == "use" && !is(tokens.get(at + 1), '<') => {
                    let end = end_of(&tokens, at, |token| is(Some(token), ';'));
                    // In the body of a macro it may be half of one.
                    if let Ok(item) = syn::parse2::<ItemUse>(tokens[at..end].iter().cloned().collect()) {
                        self.import(&item.tree, &mut Vec::new(), depth);
                        at = end;
                        continue;
                    }
                }
                TokenTree::Ident(ident) => {
                    self.names.insert(ident.to_string());
                    if let (true, Some(TokenTree::Ident(name))) = (declares(&ident.to_string()), tokens.get(at + 1)) {
                        self.declares.insert(name.to_string());
                        if ident == "mod" && is(tokens.get(at + 2), ';') {
                            self.modules.insert(name.to_string(), false);
                        }
                        if ident == "mod"
                            && let Some(TokenTree::Group(body)) = tokens.get(at + 2)
                        {
                            self.walk(body.stream(), depth + 1)?;
                            at += 3;
                            continue;
                        }
                    }
                    let (path, end) = path(&tokens, at);
                    if path.len() > 1 {
                        self.names.extend(path.iter().cloned());
                        self.paths.extend(from_file(path, depth));
                    }
                    at = end;
                    continue;
                }
                // `pub(in crate::call)` is no import.
                TokenTree::Group(group) if !is_visibility(&tokens, at) => self.walk(group.stream(), depth)?,
                _ => {}
            }
            at += 1;
        }
        Ok(())
    }

    fn import(&mut self, tree: &UseTree, prefix: &mut Path, depth: usize) {
        let mut bind = |name: String, path: Path| {
            self.names.extend(path.iter().cloned());
            if let Some(path) = from_file(path, depth) {
                self.paths.insert(path.clone());
                self.binds.insert(name, path);
            }
        };
        match tree {
            UseTree::Path(tree) => {
                prefix.push(tree.ident.to_string());
                self.import(&tree.tree, prefix, depth);
                prefix.pop();
            }
            UseTree::Name(tree) if tree.ident == "self" => {
                bind(prefix.last().cloned().unwrap_or_default(), prefix.clone());
            }
            UseTree::Name(tree) => {
                let path = [&prefix[..], &[tree.ident.to_string()]].concat();
                bind(tree.ident.to_string(), path);
            }
            UseTree::Rename(tree) if tree.ident == "self" => bind(tree.rename.to_string(), prefix.clone()),
            UseTree::Rename(tree) => {
                let path = [&prefix[..], &[tree.ident.to_string()]].concat();
                bind(tree.rename.to_string(), path);
            }
            UseTree::Glob(_) => {
                if let Some(path) = from_file(prefix.clone(), depth) {
                    self.paths.insert(path.clone());
                    self.globs.push(path);
                }
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.import(tree, prefix, depth);
                }
            }
        }
    }

    /// The end of the item whose attribute stands here; a module of it that is a file is remembered as a test's.
    fn skip_item(&mut self, tokens: &[TokenTree], at: usize) -> usize {
        let end = end_of(tokens, at, |token| match token {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            token => is(Some(token), ';'),
        });
        for pair in tokens[at..end].windows(2) {
            if let [TokenTree::Ident(word), TokenTree::Ident(name)] = pair
                && word == "mod"
            {
                self.modules.insert(name.to_string(), true);
            }
        }
        end
    }
}

/// The index after the first token that ends something.
fn end_of(tokens: &[TokenTree], at: usize, ends: impl Fn(&TokenTree) -> bool) -> usize {
    tokens[at..]
        .iter()
        .position(ends)
        .map_or(tokens.len(), |length| at + length + 1)
}

fn is(token: Option<&TokenTree>, char: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == char)
}

fn declares(word: &str) -> bool {
    matches!(
        word,
        "mod" | "struct" | "enum" | "trait" | "fn" | "const" | "static" | "type" | "union"
    )
}

/// What stands in the brackets of the attribute that begins here.
fn attribute(tokens: &[TokenTree], at: usize) -> Option<String> {
    match tokens.get(at + 1)? {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => Some(group.stream().to_string()),
        _ => None,
    }
}

fn is_test(attribute: &str) -> bool {
    let attribute: String = attribute.split_whitespace().collect();
    attribute == "cfg(test)" || attribute.starts_with("cfg(all(test,")
}

fn is_visibility(tokens: &[TokenTree], at: usize) -> bool {
    let TokenTree::Group(group) = &tokens[at] else {
        return false;
    };
    let first = group.stream().into_iter().next();
    let after_pub = at > 0 && matches!(&tokens[at - 1], TokenTree::Ident(word) if word == "pub");
    after_pub && matches!(first, Some(TokenTree::Ident(word)) if word == "in")
}

/// The path that begins here, and the index after it. What comes after `::` is no beginning.
fn path(tokens: &[TokenTree], at: usize) -> (Path, usize) {
    let colons = |at: usize| is(tokens.get(at), ':') && is(tokens.get(at + 1), ':');
    let mut path = vec![tokens[at].to_string()];
    let mut end = at + 1;
    while let (true, Some(TokenTree::Ident(segment))) = (colons(end), tokens.get(end + 2)) {
        path.push(segment.to_string());
        end += 3;
    }
    (path, end)
}

/// A path of an inline module as the file around it would write it; `None` where it does not leave that module.
fn from_file(path: Path, depth: usize) -> Option<Path> {
    let supers = path.iter().take_while(|segment| *segment == "super").count();
    if path[0] == "self" && depth > 0 {
        return None;
    }
    if supers == 0 || depth == 0 {
        return Some(path);
    }
    match supers.checked_sub(depth) {
        None => None,
        Some(0) => Some([&["self".to_owned()][..], &path[supers..]].concat()),
        Some(left) => Some([&vec!["super".to_owned(); left][..], &path[supers..]].concat()),
    }
}
