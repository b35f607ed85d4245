//! What the macro makes of whole functions, half-typed ones included: editors expand those too, and complete inside of
//! them.
//!
//! An input has its attribute in the first line, or is a `retrying!`. After a change, `UPDATE_SNAPSHOTS=1 cargo test -p retry-macros` writes
//! the expansions anew; read them as a user would.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;

use crate::parse::keys::KEYS;

const EXPANDED: &str = "expanded.rs";

fn expand(input: &str) -> String {
    if let Some(input) = input.strip_prefix("retrying!") {
        return block_of_code(input);
    }
    let (attribute, item) = input.split_once('\n').expect("an attribute and an item");
    let arguments = attribute.trim_start_matches("#[retry").trim_end_matches(']');
    let arguments: TokenStream = arguments.parse().expect("the tokens of an attribute");
    let arguments = match arguments.into_iter().next() {
        Some(proc_macro2::TokenTree::Group(group)) => group.stream(),
        _ => TokenStream::new(),
    };
    let tokens = crate::attribute(arguments, item.parse().expect("tokens"));
    match syn::parse2(tokens.clone()) {
        Ok(file) => prettyplease::unparse(&file),
        // The body is the user's, and does not parse yet.
        Err(_) => format!("{tokens}\n"),
    }
}

/// `(keys => { block })`, in a function.
fn block_of_code(input: &str) -> String {
    let input: TokenStream = input.parse().expect("tokens");
    let Some(proc_macro2::TokenTree::Group(group)) = input.into_iter().next() else {
        panic!("no arguments");
    };
    let block = crate::block_of_code(group.stream());
    let function = quote::quote!(fn fetch() { #block });
    prettyplease::unparse(&syn::parse2(function).expect("a function"))
}

fn compare(input: &Path, expanded: &Path) {
    let ours = expand(&fs::read_to_string(input).expect("an input"));
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(expanded, &ours).expect("a writable snapshot");
    }
    let kept = fs::read_to_string(expanded).unwrap_or_default();
    assert_eq!(ours, kept, "{}", input.display());
}

fn directory(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

// Nothing of it is in the way without the feature.
#[cfg(feature = "faults")]
#[test]
fn attempts_look_for_faults() {
    for name in ["plain", "every-key", "retrying"] {
        let input = directory("snapshots").join(format!("{name}.rs"));
        compare(
            &input,
            &directory("snapshots-faults").join(format!("{name}.{EXPANDED}")),
        );
    }
}

#[cfg(not(feature = "faults"))]
#[test]
fn functions_expand_as_they_did() {
    let mut inputs: Vec<_> = fs::read_dir(directory("snapshots"))
        .expect("the snapshots")
        .map(|entry| entry.expect("a file").path())
        .filter(|path| !path.to_string_lossy().ends_with(EXPANDED))
        .collect();
    inputs.sort();
    assert!(inputs.len() >= 10, "{inputs:?}");
    for input in inputs {
        let name = input.file_stem().expect("a name").to_string_lossy().into_owned();
        // Whatever is typed, the function is still there for its callers.
        let expanded = input.with_file_name(format!("{name}.{EXPANDED}"));
        compare(&input, &expanded);
        let text = fs::read_to_string(&expanded).expect("just written or compared");
        assert!(text.contains("fn fetch") && text.contains("client"), "{name}");
    }
}

#[test]
fn every_key_is_in_a_function_whose_expansion_is_kept() {
    let inputs: String = fs::read_dir(directory("snapshots"))
        .expect("the snapshots")
        .map(|entry| entry.expect("a file").path())
        .filter(|path| !path.to_string_lossy().ends_with(EXPANDED))
        .map(|path| fs::read_to_string(path).expect("an input"))
        .collect();
    for spec in KEYS {
        // In one of its units.
        let mut spellings = KEYS.iter().filter(|other| other.key == spec.key);
        let written = spellings.any(|other| {
            [
                format!("{} = ", other.name),
                format!("{}(", other.name),
                format!("{})", other.name),
            ]
            .iter()
            .any(|text| inputs.contains(&format!(" {text}")) || inputs.contains(&format!("({text}")))
        });
        assert!(written, "{}", spec.name);
    }
}

#[cfg(not(feature = "faults"))]
#[test]
fn the_published_expansion_is_the_real_one() {
    let published = directory("../retry-runtime/src/docs/expansion");
    compare(&published.join("before.rs"), &published.join("after.rs"));
}
