//! Const expressions that cannot be right: `cargo build` evaluates them, and says so at their first token.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::package::{Command, messages};

/// What stands between the parentheses of the attribute, and the message about its value.
const CASES: [(&str, &str); 10] = [
    (
        "max = NONE",
        "`max` must be at least 1: it counts all attempts, the first included",
    ),
    (
        "max = NEGATIVE",
        "`max` cannot be negative: as many attempts as it takes are `unlimited`",
    ),
    ("max = HUGE", "`max` must be at most 4294967295"),
    ("delay_ms = NEGATIVE", "`delay_ms` cannot be negative: 0 is no delay"),
    (
        "timeout_secs = NONE",
        "`timeout_secs` must be longer than zero: leave it out for no limit",
    ),
    (
        "timeout = Duration::ZERO",
        "`timeout` must be longer than zero: leave it out for no limit",
    ),
    (
        "attempt_timeout_ms = NONE",
        "`attempt_timeout_ms` must be longer than zero: leave it out for no limit",
    ),
    (
        "multiplier = HALF",
        "`multiplier` must be at least 1.0 and finite: delays never shrink",
    ),
    (
        "jitter = DOUBLE",
        "`jitter` must be a factor from 0.0 to 1.0: it is the share of the delay that varies",
    ),
    (
        "max = Self::NONE",
        "`max` must be at least 1: it counts all attempts, the first included",
    ),
];

const PREAMBLE: &str = "use std::{io, time::Duration};
const NONE: u32 = 0;
const NEGATIVE: i64 = -1;
const HUGE: u64 = 1 << 32;
const HALF: f32 = 0.5;
const DOUBLE: f64 = 2.0;
struct Client;
";

#[test]
#[cfg_attr(not(pinned_toolchain), ignore = "the messages are of another compiler")]
fn a_const_expression_that_cannot_be_right_is_one_error_at_its_token() {
    let mut program = format!("{PREAMBLE}impl Client {{ const NONE: u32 = 0;\n");
    let mut expected = Vec::new();
    for (case, (attribute, message)) in CASES.iter().enumerate() {
        let column = format!("#[retry_runtime::retry({attribute}").find('=').unwrap() + 3;
        expected.push((
            program.lines().count() + 1,
            column,
            format!("evaluation panicked: {message}"),
        ));
        writeln!(
            program,
            "#[retry_runtime::retry({attribute})]\nasync fn f{case}() -> io::Result<()> {{ Ok(()) }}"
        )
        .unwrap();
    }
    program.push_str("}\nfn main() { let _ = (Client, Duration::ZERO");
    for case in 0..CASES.len() {
        write!(program, ", Client::f{case}()").unwrap();
    }
    program.push_str("); }\n");
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("late.rs");
    fs::write(&file, program).unwrap();

    let mut errors: Vec<_> = messages(Command::Build, "late-package", &[file], "")
        .into_iter()
        .filter(|message| message.error)
        .map(|error| (error.line, error.column, error.text))
        .collect();
    errors.sort();
    assert_eq!(errors, expected);
}
