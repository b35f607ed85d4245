//! Which tests cannot be run on this machine: they are ignored, so that the test runner counts them as such.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

fn main() {
    println!("cargo::rustc-check-cfg=cfg(pinned_toolchain)");
    println!("cargo::rustc-check-cfg=cfg(rust_analyzer)");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=ui/TOOLCHAIN");

    // The compiler's messages change with the compiler.
    let pinned = fs::read_to_string("ui/TOOLCHAIN").expect("the toolchain of the messages");
    if rustc("--version").split(' ').nth(1) == Some(pinned.trim()) {
        println!("cargo::rustc-cfg=pinned_toolchain");
    }

    let sysroot = PathBuf::from(rustc("--print=sysroot").trim());
    // Both are where `rustup component add rust-analyzer` puts something.
    for folder in ["bin", "libexec"].map(|folder| sysroot.join(folder)) {
        if folder.exists() {
            println!("cargo::rerun-if-changed={}", folder.display());
        }
    }
    if has_rust_analyzer(&sysroot) {
        println!("cargo::rustc-cfg=rust_analyzer");
    }
}

/// What the compiler of this build prints.
fn rustc(argument: &str) -> String {
    let rustc = env::var_os("RUSTC").expect("cargo says which");
    let output = Command::new(rustc).arg(argument).output().expect("a compiler");
    String::from_utf8(output.stdout).expect("text")
}

/// The server of editors, and what expands macros for it.
fn has_rust_analyzer(sysroot: &Path) -> bool {
    let version = Command::new("rust-analyzer").arg("--version").output();
    version.is_ok_and(|output| output.status.success()) && sysroot.join("libexec/rust-analyzer-proc-macro-srv").exists()
}
