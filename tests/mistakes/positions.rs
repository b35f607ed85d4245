//! Each mistake is one error, and it starts inside the token that the case marks with `^` in a comment below it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::package::{Message, check, root};

/// Where an error is expected: a line, and columns from 1.
#[derive(Debug, PartialEq)]
struct Mark {
    line: usize,
    columns: std::ops::Range<usize>,
}

/// The marks of a file: `//    ^^^`, each in a line of its own below the line that it means.
fn marks(text: &str) -> Vec<Mark> {
    let mut meant = 0;
    let mut marks = Vec::new();
    for (above, line) in text.lines().enumerate() {
        let carets = line.strip_prefix("//").unwrap_or_default();
        let Some(first) = carets.find('^').filter(|_| carets.trim().chars().all(|c| c == '^')) else {
            meant = above + 1;
            continue;
        };
        let column = first + 3;
        marks.push(Mark {
            line: meant,
            columns: column..column + carets.trim().len(),
        });
    }
    marks
}

/// What is wrong with the errors of one file.
fn complaint(marks: &[Mark], errors: &[Message]) -> Option<String> {
    if marks.is_empty() {
        return Some("no token is marked".to_owned());
    }
    if marks.len() != errors.len() {
        return Some(format!("{} errors, {} marks: {errors:#?}", errors.len(), marks.len()));
    }
    let missed = marks.iter().find(|mark| {
        let hits = |error: &&Message| error.line == mark.line && mark.columns.contains(&error.column);
        errors.iter().filter(hits).count() != 1
    })?;
    Some(format!("no error, or several, start inside {missed:?}: {errors:#?}"))
}

fn cases() -> Vec<PathBuf> {
    let mut cases: Vec<_> = fs::read_dir(root().join("ui"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect();
    cases.sort();
    cases
}

fn program(case: &Path) -> &str {
    case.file_stem().unwrap().to_str().unwrap()
}

#[test]
#[cfg_attr(not(pinned_toolchain), ignore = "the messages are of another compiler")]
fn every_mistake_is_one_error_at_its_own_token() {
    let cases = cases();
    assert!(cases.len() >= 100, "{}", cases.len());
    let errors: Vec<_> = check("positions", &cases, "")
        .into_iter()
        .filter(|message| message.error)
        .collect();
    let complaints: Vec<_> = cases
        .iter()
        .filter_map(|case| {
            let marks = marks(&fs::read_to_string(case).unwrap());
            let errors: Vec<_> = errors
                .iter()
                .filter(|error| error.program == program(case))
                .cloned()
                .collect();
            complaint(&marks, &errors).map(|complaint| format!("{}: {complaint}", program(case)))
        })
        .collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn an_error_elsewhere_is_noticed() {
    let text = "#[retry(max = 0)]\n//            ^\n//      ^^^\nasync fn f() {}\n// a comment, no ^ mark\n";
    let mut marks = marks(text);
    assert_eq!(
        marks.pop(),
        Some(Mark {
            line: 1,
            columns: 9..12
        })
    );
    assert_eq!(
        marks,
        [Mark {
            line: 1,
            columns: 15..16
        }]
    );
    let error = |line, column| Message {
        program: String::new(),
        line,
        column,
        error: true,
        code: String::new(),
        text: String::new(),
    };
    assert!(complaint(&marks, &[error(1, 15)]).is_none());
    assert!(complaint(&marks, &[error(1, 14)]).is_some());
    assert!(complaint(&marks, &[error(2, 15)]).is_some());
    assert!(complaint(&marks, &[]).is_some());
    assert!(complaint(&marks, &[error(1, 15), error(1, 15)]).is_some());
    assert!(complaint(&[], &[]).is_some());
}
