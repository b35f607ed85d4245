//! Every Rust snippet of the README is a package of its own, as for a user who copies it: with the dependencies that
//! the README has named up to there, and without a warning.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::{Map, Value};

use crate::package::{Command, Package, root, runtime};

/// A block of code between two fences.
struct Block<'a> {
    language: &'a str,
    /// The line of its first fence, from 1.
    line: usize,
    code: String,
}

fn blocks(markdown: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut lines = markdown.lines().enumerate();
    while let Some((before, line)) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let code = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```");
            blocks.push(Block {
                language,
                line: before + 1,
                code: code.flat_map(|line| [line, "\n"]).collect(),
            });
        }
    }
    blocks
}

/// What a package depends on: names, and what a manifest says of each.
type Dependencies = BTreeMap<String, Map<String, Value>>;

/// The dependencies that `cargo add` adds with these words.
fn cargo_add(words: &str, dependencies: &mut Dependencies) {
    // The version is the one in the lock file.
    let (mut names, mut table) = (Vec::new(), version("*"));
    let mut words = words.split_whitespace();
    while let Some(word) = words.next() {
        match word {
            "--features" | "-F" => {
                let features = words.next().unwrap().trim_matches(['"', '\'']).split(',');
                table.insert("features".into(), features.collect());
            }
            "--no-default-features" => {
                table.insert("default-features".into(), false.into());
            }
            option if option.starts_with('-') => panic!("`cargo add {option}` is not known to this test"),
            name => names.push(name.split('@').next().unwrap().to_owned()),
        }
    }
    dependencies.extend(names.into_iter().map(|name| (name, table.clone())));
}

fn version(version: &str) -> Map<String, Value> {
    [("version".to_owned(), version.into())].into_iter().collect()
}

/// Adds what a block that is not Rust says about dependencies.
fn read(block: &Block<'_>, dependencies: &mut Dependencies) {
    match block.language {
        "console" | "sh" | "bash" | "shell" | "text" | "" => {
            for line in block.code.lines() {
                if let Some(words) = line.trim_start_matches("$ ").strip_prefix("cargo add ") {
                    cargo_add(words, dependencies);
                }
            }
        }
        "toml" => {
            let manifest: Value = toml::from_str(&block.code).unwrap();
            for (name, value) in manifest["dependencies"].as_object().into_iter().flatten() {
                let table = value.as_object().cloned();
                let table = table.unwrap_or_else(|| version(value.as_str().unwrap()));
                dependencies.insert(name.clone(), table);
            }
        }
        other => panic!("README.md:{}: a block in the language `{other}`", block.line),
    }
}

/// The lines of a manifest.
fn lines(dependencies: &Dependencies) -> String {
    let mut dependencies = dependencies.clone();
    let ours = dependencies.entry("retry-runtime".into()).or_default();
    ours.remove("version");
    ours.insert("path".into(), runtime().display().to_string().into());
    // Where the README names no tokio, its readers have what tokio's own pages tell them.
    dependencies.entry("tokio".into()).or_insert_with(|| {
        let mut full = version("1");
        full.insert("features".into(), ["full"].as_slice().into());
        full
    });
    let mut lines = String::new();
    for (name, table) in dependencies {
        // Strings, lists of strings and booleans look the same in both languages.
        let table: Vec<_> = table.iter().map(|(key, value)| format!("{key} = {value}")).collect();
        writeln!(lines, "{name} = {{ {} }}", table.join(", ")).unwrap();
    }
    lines
}

/// The snippets that do not build, as a reader of `markdown` would write them down.
fn broken(name: &str, markdown: &str) -> (usize, Vec<String>) {
    let (mut snippets, mut broken) = (0, Vec::new());
    let mut dependencies = Dependencies::new();
    for block in blocks(markdown) {
        match block.language {
            "rust" | "rust,no_run" => {
                snippets += 1;
                let package = format!("{name}-{snippets}");
                let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{package}.rs"));
                // In the line of the fence, so that the compiler counts the lines from there.
                fs::write(&file, format!("#![deny(warnings)]\n{}", block.code)).unwrap();
                let messages = Package::new(&package, &lines(&dependencies), &[file]).messages(Command::Check, "");
                broken.extend(messages.into_iter().map(|message| {
                    let line = block.line + message.line - 1;
                    format!("line {line}: {} ({})", message.text, message.code)
                }));
            }
            // Held to a file that compiles, by `tests/readme.rs`.
            "rs" => {}
            _ => read(&block, &mut dependencies),
        }
    }
    (snippets, broken)
}

#[test]
fn every_snippet_builds_in_a_new_package_without_a_warning() {
    let readme = fs::read_to_string(root().join("../README.md")).unwrap();
    let (snippets, broken) = broken("readme", &readme);
    assert!(snippets >= 3, "{snippets}");
    assert!(broken.is_empty(), "README.md:\n{}", broken.join("\n"));
}

#[test]
fn a_snippet_that_does_not_build_is_found_in_its_line() {
    let with = |dependencies: &str| {
        format!(
            "```toml\n[dependencies]\n{dependencies}\n```\n\n\
             ```rust\nfn unused() {{}}\n\n#[tokio::main(flavor = \"current_thread\", start_paused = true)]\n\
             async fn main() {{}}\n```\n"
        )
    };
    let (snippets, found) = broken("readme-broken", &with("retry-runtime = '0.1'"));
    assert_eq!(snippets, 1);
    let at = |found: &str, line: &str, code: &str| found.starts_with(line) && found.ends_with(code);
    assert!(found.iter().any(|found| at(found, "line 9: ", "(E0599)")), "{found:?}");
    let (_, found) = broken(
        "readme-named",
        &with("tokio = { version = '1', features = ['full', 'test-util'] }"),
    );
    assert!(
        found.len() == 1 && at(&found[0], "line 7: ", "(dead_code)"),
        "{found:?}"
    );
}
