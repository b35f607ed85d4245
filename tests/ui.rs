//! One mistake, one message: the snapshots beside the cases in `ui/`.
//!
//! Messages change with the compiler: they are compared on the toolchain that `ui/TOOLCHAIN` names, and nowhere else.
//! After a change, `TRYBUILD=overwrite cargo test --test ui` writes them anew; read them as a user would.

use std::process::Command;

const TOOLCHAIN: &str = include_str!("ui/TOOLCHAIN");

#[test]
fn every_mistake_has_its_message() {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc)
        .arg("--version")
        .output()
        .expect("rustc runs: it has built this test");
    let version = String::from_utf8_lossy(&version.stdout);
    if version.split(' ').nth(1) != Some(TOOLCHAIN.trim()) {
        println!(
            "skipped: the snapshots are of rustc {}, this is {}",
            TOOLCHAIN.trim(),
            version.trim()
        );
        return;
    }
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/*.rs");
}
