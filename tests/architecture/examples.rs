//! The check itself: small crates, each with one mistake, or none.

use crate::check::{Files, Map};
use crate::order::{MACROS, Order, RUNTIME};

fn map(files: &[(&str, &str)]) -> Map {
    let files: Files = files
        .iter()
        .map(|(file, text)| (String::from(*file), String::from(*text)))
        .collect();
    Map::new(&files).expect("sources that parse")
}

/// The faults of a few files.
fn faults(order: &Order, files: &[(&str, &str)]) -> Vec<String> {
    map(files).faults(order)
}

/// A runtime as it should be.
const SOUND: [(&str, &str); 6] = [
    (
        "lib.rs",
        "mod call; mod policy; pub mod report; pub use policy::RetryConfig; pub use report::TimedOut;",
    ),
    ("policy/mod.rs", "mod config; pub use config::RetryConfig;"),
    ("policy/config.rs", "pub struct RetryConfig;"),
    ("report/mod.rs", "pub struct TimedOut;"),
    ("call/mod.rs", "mod clock; mod state; pub(crate) use state::State;"),
    (
        "call/state.rs",
        "use crate::policy::RetryConfig; use super::clock; pub struct State(RetryConfig, clock::Timer);",
    ),
];

fn with(file: (&'static str, &'static str)) -> Vec<String> {
    faults(
        &RUNTIME,
        &[
            &SOUND[..],
            &[("call/clock.rs", "pub type Timer = tokio::time::Sleep;"), file],
        ]
        .concat(),
    )
}

#[test]
fn nothing_is_reported_of_a_sound_crate_and_its_floors_are_counted() {
    let files = [&SOUND[..], &[("call/clock.rs", "pub type Timer = tokio::time::Sleep;")]].concat();
    assert_eq!(faults(&RUNTIME, &files), [""; 0]);
    assert_eq!(
        map(&files).floors(),
        ["call/mod.rs", "call/state.rs", "policy/config.rs"]
    );
}

#[test]
fn a_circle_is_reported_once_with_its_way() {
    let found = faults(
        &RUNTIME,
        &[
            ("call/mod.rs", "mod a; mod b; mod c;"),
            ("call/a.rs", "use crate::call::b::B; pub struct A(B);"),
            ("call/b.rs", "pub struct B(super::c::C);"),
            ("call/c.rs", "use super::{a::A}; pub struct C(A);"),
        ],
    );
    assert_eq!(found, ["a circle: call/a.rs → call/b.rs → call/c.rs → call/a.rs"]);
    // A chain of them has no end, so that no floors are counted.
    let endless = [
        ("call.rs", "mod a; mod b;"),
        ("call/a.rs", "use super::b::B; pub struct A(B);"),
        ("call/b.rs", "use super::a::A; pub struct B(A);"),
    ];
    assert_eq!(map(&endless).floors(), [""; 0]);
}

#[test]
fn a_circle_through_a_reexport_is_between_the_files_that_declare() {
    let found = faults(
        &RUNTIME,
        &[
            ("lib.rs", "mod call; pub use call::{A, b::*};"),
            ("call/mod.rs", "pub(crate) mod b; mod a; pub use a::A as A;"),
            ("call/a.rs", "use crate::B; pub struct A(B);"),
            ("call/b.rs", "use crate::call::A; pub struct B(A);"),
        ],
    );
    assert_eq!(found, ["a circle: call/a.rs → call/b.rs → call/a.rs"]);
}

#[test]
fn a_module_and_the_file_that_declares_it_are_no_circle_by_that() {
    let found = faults(
        &MACROS,
        &[
            ("plan/mod.rs", "mod jitter; pub struct Plan(jitter::Jitter);"),
            ("plan/jitter.rs", "pub struct Jitter;"),
        ],
    );
    assert_eq!(found, [""; 0]);
    let found = faults(
        &MACROS,
        &[
            ("plan/mod.rs", "mod jitter; pub struct Plan(jitter::Jitter);"),
            ("plan/jitter.rs", "pub struct Jitter(super::Plan);"),
        ],
    );
    assert_eq!(found, ["a circle: plan/jitter.rs → plan/mod.rs → plan/jitter.rs"]);
}

#[test]
fn an_import_against_the_order_is_reported() {
    let against = ["policy/bad.rs imports call/state.rs: `policy` may not see `call`"];
    assert_eq!(with(("policy/bad.rs", "use crate::call::state::State;")), against);
    assert_eq!(with(("policy/bad.rs", "use crate::call::State;")), against);
    assert_eq!(
        with(("policy/bad.rs", "use crate::{report, call::{self, State as Other}};"))[1..],
        [
            against[0],
            "policy/bad.rs imports report/mod.rs: `policy` may not see `report`"
        ]
    );
    assert_eq!(with(("policy/bad.rs", "use super::super::call::State;")), against);
    assert_eq!(with(("policy/bad.rs", "fn f(state: &crate::call::State) {}")), against);
    assert_eq!(
        with(("policy/bad.rs", "fn f() { matches!(g(), crate::call::State(..)) }")),
        against
    );
    assert_eq!(with(("policy/bad.rs", "fn f() { use crate::call::State; }")), against);
    assert_eq!(
        with(("policy/bad.rs", "mod inner { use super::super::super::call::State; }")),
        against
    );
    assert_eq!(
        with((
            "policy/bad.rs",
            "#[derive(Debug)] struct S(#[allow(unused)] crate::call::State);"
        )),
        against
    );
}

#[test]
fn an_import_of_a_reexport_counts_as_one_of_the_file_that_declares() {
    let found = with(("report/bad.rs", "use crate::RetryConfig;"));
    assert_eq!(
        found,
        ["report/bad.rs imports policy/config.rs: `report` may not see `policy`"]
    );
    assert_eq!(with(("report/good.rs", "use crate::TimedOut;")), [""; 0]);
}

#[test]
fn a_module_that_is_imported_and_then_entered_is_seen() {
    let found = with(("policy/bad.rs", "use crate::call; fn f(state: call::State) {}"));
    assert_eq!(
        found,
        [
            "policy/bad.rs imports call/mod.rs: `policy` may not see `call`",
            "policy/bad.rs imports call/state.rs: `policy` may not see `call`",
        ]
    );
}

#[test]
fn a_timer_is_imported_by_the_clock_alone() {
    let reported = |path| format!("call/bad.rs writes `{path}`: only the clock imports a timer");
    for text in [
        "use tokio::time::{Duration, Sleep};",
        "use tokio::{task, time::{Duration, error::Elapsed}};",
        "use ::tokio::time::Duration;",
        "fn f(at: tokio::time::Duration) {}",
    ] {
        assert_eq!(
            with(("call/bad.rs", text)),
            [reported("tokio::time::Duration")],
            "{text}"
        );
    }
    assert_eq!(with(("call/bad.rs", "use tokio::time;")), [reported("tokio::time")]);
    assert_eq!(with(("call/bad.rs", "use async_io::Timer;")), [reported("async_io")]);
    assert_eq!(
        with(("call/good.rs", "impl From<tokio::time::error::Elapsed> for E {}")),
        [""; 0]
    );
    assert_eq!(
        with(("call/good.rs", "fn timeline() { tokio::task::timer() }")),
        [""; 0]
    );
}

#[test]
fn only_what_generates_writes_paths_of_the_runtime() {
    let quoted = |file, text| faults(&MACROS, &[(file, text)]);
    let reported = |path| {
        let reason = "only what generates code writes a path of the runtime";
        [format!("plan/values.rs writes `{path}`: {reason}")]
    };
    for (text, path) in [
        ("fn f() { quote!(#runtime::Jitter::None) }", "#runtime"),
        ("fn f() { quote!(::retry_runtime::Jitter) }", "retry_runtime"),
        (
            "fn f() { quote_spanned!(at=> #krate::__private::max(#value)) }",
            "__private",
        ),
    ] {
        assert_eq!(quoted("plan/values.rs", text), reported(path));
        assert_eq!(quoted("expand/values.rs", text), [""; 0]);
        assert_eq!(quoted("derive/marks.rs", text), [""; 0]);
    }
    assert_eq!(quoted("plan/values.rs", "fn f() { quote!(#value) }"), [""; 0]);
}

#[test]
fn what_is_no_import_is_not_reported() {
    for text in [
        "/// As `crate::call::State`, and [`crate::call::State`].\nstruct S;",
        "//! [state]: crate::call::State",
        "// use crate::call::State;",
        "fn f() -> &'static str { \"crate::call::State\" }",
        "pub(in crate::call) struct S;",
        "fn f<'a>() -> impl Sized + use<'a> {}",
        "macro_rules! import { ($name:ident) => { use $name::S; }; }",
        "#[cfg(test)] mod tests { use crate::call::State; }",
        "#[cfg(test)]\n#[allow(unused)]\nuse crate::call::State;\nstruct S;",
        "#[cfg(all(test, feature = \"tokio\"))]\nfn f() { crate::call::State; }",
    ] {
        assert_eq!(with(("policy/good.rs", text)), [""; 0], "{text}");
    }
    // What comes after a test is read again.
    assert_eq!(
        with(("policy/bad.rs", "#[cfg(test)] mod tests {} use crate::call::State;")).len(),
        1
    );
}

#[test]
fn files_of_tests_are_left_out() {
    let files = [
        ("lib.rs", "mod plan; #[cfg(test)] mod tests; pub fn attribute() {}"),
        ("plan/mod.rs", "pub struct Plan; #[cfg(test)] mod bounds;"),
        ("plan/bounds.rs", "use crate::attribute;"),
        ("tests/mod.rs", "mod fuzz; use crate::attribute;"),
        ("tests/fuzz.rs", "use crate::attribute;"),
    ];
    assert_eq!(faults(&MACROS, &files), [""; 0]);
}

#[test]
fn a_room_without_a_line_is_reported() {
    let found = faults(&MACROS, &[("helpers.rs", "")]);
    assert_eq!(found, ["helpers.rs: the order has no line for `helpers`"]);
}
