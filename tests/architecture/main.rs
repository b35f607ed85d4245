//! Which file may import which: reads the sources of both crates, and compares them with the tables in `order.rs`.
//!
//! ```text
//! cargo test -p retry-tests --test architecture -- --nocapture      prints the floors of both crates too
//! ```

mod check;
mod examples;
mod order;
mod read;

use std::fs;
use std::path::Path;

use crate::check::{Files, Map};

/// The text of every source file below a folder, by its path from there.
fn files(folder: &Path) -> Files {
    let mut files = Files::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(&inner).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(folder).expect("below the folder");
                let name = name.to_str().expect("a name in UTF-8").replace('\\', "/");
                files.insert(name, fs::read_to_string(&path).expect("a source file"));
            }
        }
    }
    files
}

fn holds(name: &str, order: &order::Order) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name).join("src");
    let map = Map::new(&files(&folder)).expect("sources that parse");
    let floors = map.floors();
    println!("{name}: {} floors: {}", floors.len(), floors.join(" → "));
    let faults = map.faults(order);
    assert!(faults.is_empty(), "{name}:\n{}", faults.join("\n"));
}

#[test]
fn the_runtime_imports_one_way() {
    holds("retry-runtime", &order::RUNTIME);
}

#[test]
fn the_macros_import_one_way() {
    holds("retry-macros", &order::MACROS);
}
