//! Processes of the tests' own: run by an ordinary user, on loopback, in a directory that goes with them.

use std::{
    env, fs,
    net::TcpListener,
    os::unix::{
        fs::{MetadataExt, PermissionsExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{self, Child, Command, Stdio},
    sync::atomic::{AtomicU16, Ordering},
};

/// `nobody` and its group on Debian. Database servers refuse root.
const NOBODY: u32 = 65534;

/// Waits until the tests' process has closed its end of the pipe, however it ended; then stops the server and removes
/// its directory.
const GUARD: &str = r#"
read -r _
pid=$(head -n 1 "$2")
[ -z "$pid" ] || kill -s "$3" "$pid"
# Until the server no longer writes into it.
for _ in $(seq 100); do rm -rf "$1" && break; sleep 0.05; done
"#;

/// A directory, whose owner runs the server in it, and a port of its own.
pub(crate) struct Home {
    directory: PathBuf,
    pub(crate) port: u16,
    root: bool,
    guard: Child,
}

impl Home {
    /// `pid_file` is where, below the directory, the server writes its process id, and `signal` what stops it for good.
    pub(crate) fn new(pid_file: &str, signal: &str) -> Self {
        static NUMBER: AtomicU16 = AtomicU16::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let directory = env::temp_dir().join(format!("retry-tests-{}-{number}", process::id()));
        fs::create_dir(&directory).unwrap();
        fs::set_permissions(&directory, fs::Permissions::from_mode(0o700)).unwrap();
        let root = fs::metadata(&directory).unwrap().uid() == 0;
        if root {
            chown(&directory, Some(NOBODY), Some(NOBODY)).unwrap();
        }
        let guard = command(Path::new("sh"), &directory, root)
            .args(["-c", GUARD, "guard"])
            .args([&directory, &directory.join(pid_file)])
            .arg(signal)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // An interrupt at the terminal is for the tests alone.
            .process_group(0)
            .spawn()
            .unwrap();
        Self {
            directory,
            port: free_port(number),
            root,
            guard,
        }
    }

    /// A file or directory in this one.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }

    /// Runs a program to its end, as the owner of the directory and in it.
    pub(crate) fn run<A: AsRef<str>>(&self, program: impl AsRef<Path>, arguments: impl IntoIterator<Item = A>) {
        let mut command = command(program.as_ref(), &self.directory, self.root);
        command.args(arguments.into_iter().map(|argument| argument.as_ref().to_owned()));
        // Files instead of pipes, which a server that stays would hold open.
        let output = fs::File::create(self.path("output")).unwrap();
        let status = command.stdout(output.try_clone().unwrap()).stderr(output).status();
        let status = status.unwrap_or_else(|error| panic!("{command:?}: {error}"));
        assert!(status.success(), "{command:?}: {status}\n{}", self.output());
    }

    pub(crate) fn signal(&self, pid_file: &str, signal: &str) {
        let pid = fs::read_to_string(self.path(pid_file)).unwrap();
        self.run("kill", ["-s", signal, pid.lines().next().unwrap()]);
    }

    fn output(&self) -> String {
        let files = ["output", "log"];
        files
            .map(|file| fs::read_to_string(self.path(file)).unwrap_or_default())
            .join("\n")
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        let _ = self.guard.wait();
    }
}

fn command(program: &Path, directory: &Path, root: bool) -> Command {
    let mut command = Command::new(program);
    command.current_dir(directory).env("LC_ALL", "C").stdin(Stdio::null());
    if root {
        command.uid(NOBODY).gid(NOBODY);
    }
    command
}

/// A port below those that the system gives to clients, which would take it while a server restarts.
fn free_port(number: u16) -> u16 {
    let first = 20_000 + u16::try_from(process::id() % 1_000).unwrap() * 10 + number;
    (first..32_000)
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .expect("a port is free")
}

/// The first of these directories that has the program.
pub(crate) fn find(program: &str, directories: impl IntoIterator<Item = PathBuf>, package: &str) -> PathBuf {
    let path = env::var_os("PATH").unwrap_or_default();
    let found = directories
        .into_iter()
        .chain(env::split_paths(&path))
        .find(|directory| directory.join(program).exists());
    found.unwrap_or_else(|| panic!("no `{program}` here; install it with: apt-get install -y {package}"))
}
