//! Which names the macros' code has for its own use, read from the snapshots of expansions: `names.rs` and `hygiene.rs`
//! put each of them in its way.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Names of one kind.
type Names = BTreeSet<String>;

/// The names that stand in tokens, those inside of groups included.
#[derive(Debug, Default)]
struct Found {
    /// All of them.
    all: Names,
    /// After `let`, and `let mut`.
    bound: Names,
    /// Neither part of a path, nor after a dot, nor the name of an item or (after `as`) of a type.
    alone: Names,
    /// After a dot, and called.
    methods: Names,
}

impl Found {
    fn read(&mut self, tokens: TokenStream) {
        let tokens: Vec<_> = tokens.into_iter().collect();
        let text = |i: usize| tokens.get(i).map(ToString::to_string).unwrap_or_default();
        for (i, token) in tokens.iter().enumerate() {
            match token {
                // An attribute, or the keyword of `&raw const`.
                TokenTree::Group(group) if group.to_string().starts_with("[allow") => {}
                TokenTree::Ident(word) if word == "raw" && i > 0 && text(i - 1) == "&" => {}
                TokenTree::Group(group) => self.read(group.stream()),
                TokenTree::Ident(name) => {
                    let (name, next) = (name.to_string(), text(i + 1));
                    let before = |n: usize| i.checked_sub(n).map(text).unwrap_or_default();
                    // The name of a key is no name in the function.
                    let key = next == "=" && text(i + 2) != "=" && before(1) != "let" && before(1) != "mut";
                    if !key {
                        self.all.insert(name.clone());
                    }
                    let starts_path = next == ":" && text(i + 2) == ":";
                    if before(1) == "." && before(2) != "." {
                        let called = next == ":" || is_call(tokens.get(i + 1));
                        if called {
                            self.methods.insert(name);
                        }
                    } else if starts_path || key || [":", "fn", "as"].contains(&&*before(1)) {
                        // An item, or a type.
                    } else if before(1) == "let" || (before(1) == "mut" && before(2) == "let") {
                        self.bound.insert(name);
                    } else {
                        self.alone.insert(name);
                    }
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }
}

fn is_call(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis)
}

fn found(text: &str) -> Found {
    let mut found = Found::default();
    found.read(text.parse().expect("tokens"));
    found
}

/// The locals that `expanded` binds for itself, and the methods that it calls, where `written` is what was annotated.
fn generated(written: &str, expanded: &str) -> (Names, Names) {
    let (written, expanded) = (found(written), found(expanded));
    let keyword = |name: &str| syn::parse_str::<syn::Ident>(name).is_err();
    let own = |names: Names, theirs: &Names| -> Names {
        let ours = names
            .into_iter()
            .filter(|name| !theirs.contains(name) && !keyword(name));
        ours.collect()
    };
    // `schedule` may be the user's function and our variable.
    let mut locals = own(expanded.bound, &written.bound);
    locals.extend(own(expanded.alone, &written.all));
    (locals, own(expanded.methods, &written.methods))
}

/// Every function whose expansion is kept, and that expansion.
fn snapshots() -> Vec<(PathBuf, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let published = root.join("retry-runtime/src/docs/expansion");
    let mut pairs = vec![(published.join("before.rs"), published.join("after.rs"))];
    for entry in fs::read_dir(root.join("retry-macros/snapshots")).expect("the snapshots") {
        let expanded = entry.expect("a file").path();
        let name = expanded.file_name().expect("a name").to_string_lossy().into_owned();
        if let Some(written) = name.strip_suffix(".expanded.rs") {
            pairs.push((expanded.with_file_name(format!("{written}.rs")), expanded));
        }
    }
    pairs
}

/// The locals and the methods of all snapshots.
fn all() -> (Names, Names) {
    let (mut locals, mut methods) = (Names::new(), Names::new());
    for (written, expanded) in snapshots() {
        let read = |path| fs::read_to_string(path).expect("a snapshot");
        let (more, called) = generated(&read(written), &read(expanded));
        locals.extend(more);
        methods.extend(called);
    }
    (locals, methods)
}

/// The text of a file beside this one.
fn beside(file: &str) -> syn::File {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("shapes").join(file);
    syn::parse_file(&fs::read_to_string(path).expect("a file of tests")).expect("a file that parses")
}

/// The methods that probing finds: a user's method of that name on every type would be found in their place, hence the
/// prefix.
const PROBED: [&str; 3] = ["retry_limited", "retry_unlimited", "retry_shown_by"];

/// What `ours` has beside what stands in `covered`.
fn uncovered(ours: &Names, covered: &Names) -> Vec<String> {
    ours.difference(covered).cloned().collect()
}

#[test]
fn every_generated_variable_is_an_argument_in_names() {
    let (locals, _) = all();
    assert!(locals.len() > 10, "{locals:?}");
    let mut functions = 0;
    for item in beside("names.rs").items {
        let syn::Item::Impl(methods) = item else { continue };
        for item in methods.items {
            let syn::ImplItem::Fn(method) = item else { continue };
            functions += 1;
            let arguments = method.sig.inputs.iter().filter_map(|argument| match argument {
                syn::FnArg::Typed(argument) => match &*argument.pat {
                    syn::Pat::Ident(name) => Some(name.ident.to_string()),
                    _ => None,
                },
                syn::FnArg::Receiver(_) => None,
            });
            assert_eq!(
                uncovered(&locals, &arguments.collect()),
                [""; 0],
                "{}",
                method.sig.ident
            );
        }
    }
    assert_eq!(functions, 2, "the short expansion and the long one");
}

#[test]
fn every_generated_method_is_in_the_way_in_hygiene() {
    let (_, mut methods) = all();
    for probed in PROBED {
        assert!(methods.remove(probed), "{probed}");
    }
    assert!(methods.len() > 10, "{methods:?}");
    let shadowed = beside("hygiene.rs").items.into_iter().find_map(|item| match item {
        syn::Item::Mod(module) => module.content,
        _ => None,
    });
    let (_, items) = shadowed.expect("the module with other meanings");
    let named: Names = items
        .iter()
        .filter_map(|item| match item {
            syn::Item::Trait(named) if named.ident == "Methods" => Some(&named.items),
            _ => None,
        })
        .flatten()
        .filter_map(|item| match item {
            syn::TraitItem::Fn(method) => Some(method.sig.ident.to_string()),
            _ => None,
        })
        .collect();
    assert_eq!(uncovered(&methods, &named), [""; 0]);
}

#[test]
fn a_name_of_its_own_is_found_in_an_expansion() {
    let written = "#[retry(max = 2, backoff = schedule())] async fn f(a: &A) { let mine = a.get(); mine.end() }";
    let expanded = "async fn f(a: &A) { let mut schedule = ::x::None; loop { let mine = a.get().run(); \
                    match ::x::Y::decide(&mine, |inner| inner.max(2)) { ::x::Break(result) => return result } } }";
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Names>();
    let (locals, methods) = generated(written, expanded);
    assert_eq!(locals, names(&["inner", "result", "schedule"]));
    assert_eq!(methods, names(&["max", "run"]));
    assert_eq!(uncovered(&locals, &names(&["inner", "schedule"])), ["result"]);
}
