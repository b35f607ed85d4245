//! The table of the README that says what is written for retrying, beside the other crates, holds what `src/glue` has.
//!
//! It reads the files as text, so that plain `cargo test` needs none of the crates. `.ci/run` compiles them.

use std::fs;
use std::path::Path;

const CRATES: [(&str, &str); 4] = [
    ("ours", "this crate"),
    ("backon", "`backon` 1"),
    ("retry_if", "`retry-if` 0.3"),
    ("reqwest_retry", "`reqwest-retry` 0.9"),
];

const TASKS: [&str; 3] = ["http", "sql", "grpc"];

/// The lines of a file that hold code: those that stand there for retrying, and the others.
#[derive(Debug, Default, PartialEq)]
struct Lines {
    glue: usize,
    others: usize,
}

impl Lines {
    fn new(text: &str) -> Result<Self, String> {
        let (mut lines, mut in_glue) = (Self::default(), false);
        for (number, line) in (1..).zip(text.lines().map(str::trim)) {
            match line {
                "// glue" if !in_glue => in_glue = true,
                "// end of glue" if in_glue => in_glue = false,
                "// glue" | "// end of glue" => return Err(format!("line {number}: no pair with the mark before")),
                _ if line.is_empty() || line.starts_with("//") => {}
                _ if in_glue => lines.glue += 1,
                _ => lines.others += 1,
            }
        }
        if in_glue {
            Err("a mark is open".into())
        } else {
            Ok(lines)
        }
    }
}

/// What stands in the file of a crate for a task, where the crate can do it.
fn read(task: &str, name: &str) -> Option<Lines> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/glue/{task}/{name}.rs"));
    let text = fs::read_to_string(&file).ok()?;
    let lines = Lines::new(&text);
    Some(lines.unwrap_or_else(|fault| panic!("{}: {fault}", file.display())))
}

#[test]
fn the_readme_says_how_many_lines_of_glue_each_crate_takes() {
    let rows = CRATES.map(|(file, name)| {
        let counts = TASKS.map(|task| read(task, file).map_or("–".into(), |lines| lines.glue.to_string()));
        format!("| {name} | {} |\n", counts.join(" | "))
    });
    let table = [
        "| lines of glue | HTTP | SQL | gRPC |\n|---|---|---|---|\n",
        &rows.concat(),
    ]
    .concat();
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md")).unwrap();
    assert!(readme.contains(&table), "README.md has not this table:\n{table}");
}

#[test]
fn every_crate_that_has_a_file_is_counted() {
    for task in TASKS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/glue").join(task);
        let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let known = |name: &str| name == "mod" || CRATES.iter().any(|(file, _)| *file == name);
        for file in files {
            let file = file.into_string().unwrap();
            assert!(file.strip_suffix(".rs").is_some_and(known), "{task}/{file}");
        }
    }
}

#[test]
fn without_its_glue_a_task_is_as_long_with_each_crate() {
    for task in TASKS {
        let ours = read(task, "ours").unwrap().others;
        for (file, _) in CRATES {
            if let Some(lines) = read(task, file) {
                assert_eq!(lines.others, ours, "{task}/{file}.rs");
            }
        }
    }
}

#[test]
fn code_between_the_marks_is_counted_alone() {
    let text = "use a;\n// glue\nuse b;\n\n    /// What it does.\n    // end of glue\nfn c() {}\n";
    assert_eq!(Lines::new(text), Ok(Lines { glue: 1, others: 2 }));
    for unpaired in ["// glue\n", "// end of glue\n", "// glue\n// glue\n// end of glue\n"] {
        assert!(Lines::new(unpaired).is_err(), "{unpaired:?}");
    }
}
