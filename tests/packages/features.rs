//! What a user's package is built with, by the features that it asks for.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::package::{Command, Package, runtime};

/// A package that depends on the runtime with `features` alone.
fn package(name: &str, features: &str, program: &str) -> Package {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.rs"));
    fs::write(&file, format!("#![deny(warnings)]\n{program}")).unwrap();
    let dependency = format!(
        "retry-runtime = {{ path = '{}', default-features = false, features = [{features}] }}\n",
        runtime().display()
    );
    Package::new(name, &dependency, &[file])
}

/// The crates that `package` is built with, those of procedural macros aside.
fn linked(package: &Package) -> BTreeSet<String> {
    let tree = package.output(&["tree", "--offline", "--edges=normal,no-proc-macro", "--prefix=none"]);
    let names = tree.lines().filter_map(|line| line.split(' ').next());
    names.map(str::to_owned).collect()
}

/// Every crate that `package` needs.
fn all(package: &Package) -> BTreeSet<String> {
    let tree = package.output(&["tree", "--offline", "--edges=all", "--prefix=none"]);
    let names = tree.lines().filter_map(|line| line.split(' ').next());
    names.map(str::to_owned).collect()
}

const ERRORS: &str = "
use std::{io, time::Duration};
use retry_runtime::Transient;

#[derive(Debug, Transient)]
pub enum Error {
    #[transient(forward)]
    Io(io::Error),
    #[transient]
    Busy { #[retry_after] wait: Duration },
    #[transient]
    Limited { #[retry_after] wait: Option<Duration> },
    #[transient]
    TimedOut(retry_runtime::TimedOut),
    Invalid,
}

fn main() {
    let errors = [
        Error::Io(io::ErrorKind::ConnectionReset.into()),
        Error::Busy { wait: Duration::ZERO },
        Error::Limited { wait: None },
        Error::Invalid,
    ];
    for error in errors {
        println!(\"{error:?}: {} {:?}\", error.is_transient(), error.retry_after());
        if let Error::TimedOut(timed_out) = error {
            println!(\"{timed_out}\");
        }
    }
}
";

#[test]
fn a_crate_of_errors_is_built_without_a_runtime() {
    let package = package("errors-alone", "'derive'", ERRORS);
    assert_eq!(package.messages(Command::Check, ""), []);
    let expected = ["errors-alone", "retry-runtime"].map(str::to_owned);
    assert_eq!(linked(&package), expected.into());
    let all = all(&package);
    assert!(all.contains("retry-macros"), "{all:?}");
    for runtime in ["tokio", "fastrand", "pin-project-lite"] {
        assert!(!all.contains(runtime), "{runtime} is in {all:?}");
    }
}

#[test]
fn a_feature_brings_what_it_needs() {
    let program = "
        #[retry_runtime::retry(max = 2)]
        async fn ping() -> std::io::Result<()> { Ok(()) }
        fn main() { drop(ping()); }
    ";
    let package = package("macros-alone", "'macros'", program);
    assert_eq!(package.messages(Command::Check, ""), []);
    assert!(linked(&package).contains("tokio"));
}
