//! A PostgreSQL server.

use std::{fs, path::PathBuf, sync::OnceLock};

use crate::server::{Home, find};

pub(crate) struct Postgres {
    home: Home,
    programs: PathBuf,
}

impl Postgres {
    /// One for all tests that leave it running.
    pub(crate) fn shared() -> &'static Self {
        static SHARED: OnceLock<Postgres> = OnceLock::new();
        SHARED.get_or_init(|| Self::start(50))
    }

    /// One of a test's own.
    pub(crate) fn start(max_connections: u32) -> Self {
        let postgres = Self {
            programs: programs(),
            home: Home::new("data/postmaster.pid", "QUIT"),
        };
        postgres.run("initdb", "-D data -U postgres -A trust -E UTF8 --no-locale --no-sync");
        let settings = format!(
            "port = {}\n\
             listen_addresses = '127.0.0.1'\n\
             unix_socket_directories = ''\n\
             max_connections = {max_connections}\n\
             superuser_reserved_connections = 0\n\
             deadlock_timeout = 20ms\n\
             fsync = off\n",
            postgres.port()
        );
        let file = postgres.home.path("data/postgresql.conf");
        let defaults = fs::read_to_string(&file).unwrap();
        fs::write(file, defaults + &settings).unwrap();
        postgres.restart();
        postgres
    }

    pub(crate) fn port(&self) -> u16 {
        self.home.port
    }

    /// A new database of this name, and its URL.
    pub(crate) fn database(&self, name: &str) -> String {
        let port = self.port();
        self.run("createdb", &format!("-h 127.0.0.1 -p {port} -U postgres {name}"));
        self.url(name)
    }

    pub(crate) fn url(&self, database: &str) -> String {
        let port = self.port();
        format!("postgres://postgres@127.0.0.1:{port}/{database}?sslmode=disable")
    }

    /// Starts the server, again after [`stop`](Self::stop).
    pub(crate) fn restart(&self) {
        self.run("pg_ctl", "-D data -l log -w -t 30 start");
    }

    /// Stops it, its sessions too.
    pub(crate) fn stop(&self) {
        self.run("pg_ctl", "-D data -w -t 30 -m fast stop");
    }

    /// Begins a shutdown that waits for the sessions to end, and takes no new ones.
    pub(crate) fn drain(&self) {
        self.run("pg_ctl", "-D data -W -m smart stop");
    }

    fn run(&self, program: &str, arguments: &str) {
        self.home.run(self.programs.join(program), arguments.split(' '));
    }
}

/// Where Debian's packages have the programs, the newest version first; they are not on the path.
fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<_> = versions.map(|version| version.path()).collect();
    versions.sort_by_key(|version| {
        let number = version.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
        std::cmp::Reverse(number)
    });
    find(
        "pg_ctl",
        versions.into_iter().map(|version| version.join("bin")),
        "postgresql",
    )
}
