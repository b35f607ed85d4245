//! What the README shows and its doctests cannot build: they know no other crates, and take `rs` for no language of theirs.

const README: &str = include_str!("../README.md");

/// The doctests of the runtime build this file, with the feature `with-reqwest-0_13`.
const CLIENT: &str = include_str!("../retry-runtime/src/docs/reqwest_client.rs");

#[test]
fn the_http_client_after_the_quickstart_is_the_one_that_compiles_in_at_most_25_lines() {
    let sections: Vec<_> = README.split("\n## ").collect();
    let snippet = format!("```rs\n{CLIENT}```\n");
    assert!(
        sections[1].contains(&snippet),
        "the first section after the quickstart has not:\n{snippet}"
    );
    let lines = CLIENT.lines().count();
    assert!(lines <= 25, "{lines} lines");
}

#[test]
fn every_example_is_listed() {
    let manifest = include_str!("../examples/Cargo.toml");
    let names = manifest.lines().filter_map(|line| line.strip_prefix("path = \""));
    let names = names.filter_map(|file| file.strip_suffix(".rs\""));
    let names: Vec<_> = names.map(|file| file.strip_suffix("/main").unwrap_or(file)).collect();
    assert!(names.contains(&"quickstart") && names.contains(&"storm"), "{names:?}");
    for name in names {
        assert!(README.contains(&format!("--example {name}` |")), "{name}");
    }
}
