//! What the compiler says of mistakes, and of functions without any.
//!
//! Messages change with the compiler: they are compared on the toolchain that `ui/TOOLCHAIN` names, and nowhere else.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod late;
mod lints;
mod package;
mod positions;
mod snapshots;

/// Whether this is the toolchain of the snapshots; says so where it is not.
fn is_toolchain_of_the_snapshots() -> bool {
    const TOOLCHAIN: &str = include_str!("../ui/TOOLCHAIN");
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = std::process::Command::new(rustc).arg("--version").output().unwrap();
    let version = String::from_utf8_lossy(&version.stdout);
    let same = version.split(' ').nth(1) == Some(TOOLCHAIN.trim());
    if !same {
        println!(
            "skipped: the snapshots are of rustc {}, this is {}",
            TOOLCHAIN.trim(),
            version.trim()
        );
    }
    same
}
