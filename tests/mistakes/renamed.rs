//! The dependency under another name: generated code cannot find it, and one error names the key that tells it.

use std::fs;
use std::path::Path;

use crate::package::{Command, Package, runtime};

const PROGRAM: &str = "#[again::retry(max = LIMIT, timeout_secs = 3, when = |_| true)]
async fn fetch(mut n: u32) -> std::io::Result<u32> {
    n += 1;
    Ok(n)
}
const LIMIT: u32 = 3;
fn main() {
    drop(fetch(1));
}
";

#[test]
#[cfg_attr(not(pinned_toolchain), ignore = "the messages are of another compiler")]
fn a_renamed_dependency_is_one_error_that_names_the_key() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("renamed.rs");
    fs::write(&file, PROGRAM).unwrap();
    let dependency = format!(
        "again = {{ package = 'retry-runtime', path = '{}' }}\n",
        runtime().display()
    );
    let messages = Package::new("renamed-package", &dependency, &[file]).messages(Command::Check, "");
    let [message] = &*messages else { panic!("{messages:#?}") };
    assert!(message.error);
    assert_eq!((message.line, message.column), (1, 1));
    assert!(message.text.contains("`#[retry(crate = ::again)]`"), "{}", message.text);
}
