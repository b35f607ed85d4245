//! A project whose lock file is years old can add the crate.

use std::fs;
use std::path::Path;

use crate::package::{Package, runtime};

/// Of a time before `syn` 3, which asks for a later `quote`.
const LOCK: &str = r#"
version = 3

[[package]]
name = "old-lock"
version = "0.0.0"
dependencies = ["quote"]

[[package]]
name = "proc-macro2"
version = "1.0.69"
source = "registry+https://github.com/rust-lang/crates.io-index"
dependencies = ["unicode-ident"]

[[package]]
name = "quote"
version = "1.0.33"
source = "registry+https://github.com/rust-lang/crates.io-index"
dependencies = ["proc-macro2"]

[[package]]
name = "unicode-ident"
version = "1.0.12"
source = "registry+https://github.com/rust-lang/crates.io-index"
"#;

#[test]
fn an_old_lock_file_takes_the_crate() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("old-lock.rs");
    fs::write(&file, "fn main() {}\n").unwrap();
    let dependencies = format!("quote = '1'\nretry-runtime = {{ path = '{}' }}\n", runtime().display());
    let package = Package::locked("old-lock", &dependencies, &[file], LOCK);
    let tree = package.output(&["tree", "--offline", "--prefix=none"]);
    let quote = tree.lines().find_map(|line| line.strip_prefix("quote v1.0.")).unwrap();
    assert!(
        quote.split(' ').next().unwrap().parse::<u32>().unwrap() >= 35,
        "{quote}"
    );
    assert!(tree.contains("\nsyn v3."), "{tree}");
}
