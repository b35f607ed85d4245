//! A Redis server.

use std::{
    net::TcpStream,
    path::PathBuf,
    thread::sleep,
    time::{Duration, Instant},
};

use crate::server::{Home, find};

pub(crate) struct Redis {
    home: Home,
    program: PathBuf,
}

impl Redis {
    pub(crate) fn start(options: &str) -> Self {
        let redis = Self {
            program: find("redis-server", [], "redis-server").join("redis-server"),
            home: Home::new("pid", "KILL"),
        };
        redis.restart(options);
        redis
    }

    pub(crate) fn port(&self) -> u16 {
        self.home.port
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/", self.port())
    }

    /// Starts the server, again after [`stop`](Self::stop), and returns when it takes connections.
    pub(crate) fn restart(&self, options: &str) {
        let port = self.port();
        let fixed = format!("--port {port} --bind 127.0.0.1 --daemonize yes --logfile log --dir . --save");
        let pid = self.home.path("pid");
        let arguments = fixed.split(' ').chain(["", "--pidfile", pid.to_str().unwrap()]);
        self.home
            .run(&self.program, arguments.chain(options.split_whitespace()));
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(
                start.elapsed() < Duration::from_secs(30),
                "redis-server does not answer"
            );
            sleep(Duration::from_millis(5));
        }
    }

    /// Stops it at once.
    pub(crate) fn stop(&self) {
        self.signal("KILL");
        while TcpStream::connect(("127.0.0.1", self.port())).is_ok() {
            sleep(Duration::from_millis(5));
        }
    }

    pub(crate) fn signal(&self, signal: &str) {
        self.home.signal("pid", signal);
    }
}
