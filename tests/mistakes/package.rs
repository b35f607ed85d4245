//! Compiles files with cargo, each as a program of its own, and reads the compiler's messages.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process;

use serde_json::Value;

/// The tests' own package.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A message of the compiler.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Message {
    /// The file, without its ending.
    pub(crate) program: String,
    pub(crate) line: usize,
    /// From 1, in characters.
    pub(crate) column: usize,
    pub(crate) error: bool,
    /// The lint, or the error's number.
    pub(crate) code: String,
    pub(crate) text: String,
}

/// What cargo does with the files.
#[derive(Clone, Copy)]
pub(crate) enum Command {
    Check,
    /// It evaluates constants that a check leaves alone.
    Build,
}

/// The messages about `files`, which are checked with `flags` for the compiler.
pub(crate) fn check(name: &str, files: &[PathBuf], flags: &str) -> Vec<Message> {
    messages(Command::Check, name, files, flags)
}

/// The messages of `command` about `files`, with `flags` for the compiler.
pub(crate) fn messages(command: Command, name: &str, files: &[PathBuf], flags: &str) -> Vec<Message> {
    let runtime = format!("retry-runtime = {{ path = '{}' }}\n", runtime().display());
    Package::new(name, &runtime, files).messages(command, flags)
}

/// A package in the targets' folder.
pub(crate) struct Package {
    folder: PathBuf,
}

impl Package {
    /// A program for each of `files`, with the lines of `dependencies`.
    pub(crate) fn new(name: &str, dependencies: &str, files: &[PathBuf]) -> Self {
        let lock = fs::read_to_string(root().join("../Cargo.lock")).unwrap();
        Self::locked(name, dependencies, files, &lock)
    }

    /// [`new`](Self::new), whose lock file is not that of the workspace.
    pub(crate) fn locked(name: &str, dependencies: &str, files: &[PathBuf], lock: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("Cargo.lock"), lock).unwrap();
        fs::write(folder.join("Cargo.toml"), manifest(name, dependencies, files)).unwrap();
        let package = Self { folder };
        // A crate that no test of the workspace is built with may not be here yet. Cargo would ask for all of them.
        if !package.cargo(&["fetch", "--quiet", "--offline"]).status.success() {
            package.output(&["fetch", "--quiet"]);
        }
        package
    }

    /// What the compiler says of the programs.
    pub(crate) fn messages(&self, command: Command, flags: &str) -> Vec<Message> {
        let command = match command {
            Command::Check => "check",
            Command::Build => "build",
        };
        let args = [
            command,
            "--quiet",
            "--offline",
            "--keep-going",
            "--bins",
            "--message-format=json",
        ];
        let output = self.command(&args).env("RUSTFLAGS", flags).output().unwrap();
        let lines = String::from_utf8(output.stdout).unwrap();
        let messages: Vec<_> = lines.lines().filter_map(message).collect();
        assert!(
            output.status.success() || messages.iter().any(|message| message.error),
            "cargo itself failed: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        messages
    }

    /// What cargo prints, which has to succeed.
    pub(crate) fn output(&self, args: &[&str]) -> String {
        let output = self.cargo(args);
        assert!(
            output.status.success(),
            "cargo {args:?} failed: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    fn cargo(&self, args: &[&str]) -> process::Output {
        self.command(args).output().unwrap()
    }

    fn command(&self, args: &[&str]) -> process::Command {
        let mut command = process::Command::new(env!("CARGO"));
        command
            .args(args)
            .current_dir(&self.folder)
            // What all these packages depend on is built once.
            .env("CARGO_TARGET_DIR", self.folder.with_file_name("checked"))
            .env_remove("CARGO_ENCODED_RUSTFLAGS");
        command
    }
}

/// The runtime's own package.
pub(crate) fn runtime() -> PathBuf {
    root().join("../retry-runtime")
}

fn manifest(name: &str, dependencies: &str, files: &[PathBuf]) -> String {
    let mut manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\nautobins = false\n\n[workspace]\n\n\
         [dependencies]\n{dependencies}"
    );
    for file in files {
        let program = file.file_stem().unwrap().to_str().unwrap();
        let file = file.display();
        write!(manifest, "\n[[bin]]\nname = '{program}'\npath = '{file}'\n").unwrap();
    }
    manifest
}

fn message(line: &str) -> Option<Message> {
    let line: Value = serde_json::from_str(line).unwrap();
    let message = line.get("message")?;
    let spans = message["spans"].as_array()?;
    // "aborting due to 1 previous error" has none.
    let primary = spans.iter().find(|span| span["is_primary"] == true)?;
    let number = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    Some(Message {
        program: line["target"]["name"].as_str()?.to_owned(),
        line: number(&primary["line_start"]),
        column: number(&primary["column_start"]),
        error: message["level"] == "error",
        code: message["code"]["code"].as_str().unwrap_or_default().to_owned(),
        text: message["message"].as_str()?.to_owned(),
    })
}
