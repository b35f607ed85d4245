//! The order of the rooms, as data. A room is a folder of `src/`, or a file that stands in `src/` itself.

/// What one crate may import.
pub(crate) struct Order {
    /// Each room, and the rooms that it may import beside itself. A room that has no line is a fault.
    pub(crate) rooms: &'static [(&'static str, &'static [&'static str])],
    /// Paths and names that only these files, or rooms, may write.
    pub(crate) reserved: &'static [Reserved],
}

/// A path, that only some may write.
pub(crate) struct Reserved {
    /// Whatever begins with one of these.
    pub(crate) paths: &'static [&'static str],
    /// But not what begins with one of these.
    pub(crate) except: &'static [&'static str],
    /// A file (`call/clock.rs`), or a whole room (`expand`).
    pub(crate) within: &'static [&'static str],
    /// Why, for the message.
    pub(crate) reason: &'static str,
}

/// `retry-runtime`, lowest first.
pub(crate) const RUNTIME: Order = Order {
    rooms: &[
        // What is allowed, and what came of it, know nothing of each other.
        ("report", &[]),
        ("policy", &[]),
        ("scope", &["policy", "report"]),
        // It is told what a call comes to, and knows no call.
        ("observe", &["policy", "report"]),
        ("call", &["policy", "report", "scope", "observe"]),
        ("keys", &["policy", "report", "scope", "call"]),
        ("errors", &["policy", "report"]),
        (
            "functions",
            &["policy", "report", "scope", "call", "keys", "errors", "observe"],
        ),
        (
            "__private",
            &[
                "policy",
                "report",
                "scope",
                "call",
                "keys",
                "errors",
                "observe",
                "functions",
            ],
        ),
        (
            "lib",
            &[
                "policy",
                "report",
                "scope",
                "call",
                "keys",
                "errors",
                "observe",
                "functions",
                "__private",
            ],
        ),
    ],
    reserved: &[Reserved {
        paths: &[
            "tokio::time",
            "async_io",
            "futures_timer",
            "std::thread::sleep",
            "std::thread::yield_now",
        ],
        // An error that others' functions return, not a timer.
        except: &["tokio::time::error"],
        within: &["call/clock.rs"],
        reason: "only the clock imports a timer",
    }],
};

/// `retry-macros`, lowest first.
pub(crate) const MACROS: Order = Order {
    rooms: &[
        ("errors", &[]),
        ("tokens", &["errors"]),
        ("parse", &["errors", "tokens"]),
        ("plan", &["errors", "tokens", "parse"]),
        ("expand", &["errors", "tokens", "parse", "plan"]),
        // Another macro: it shares the helpers, and no step of the attribute.
        ("derive", &["errors", "tokens"]),
        ("lib", &["errors", "tokens", "parse", "plan", "expand", "derive"]),
    ],
    reserved: &[Reserved {
        // `#runtime::…` in quoted tokens is a path of the runtime as well.
        paths: &["__private", "retry_runtime", "#runtime", "#runtime_at"],
        except: &[],
        within: &["expand", "derive"],
        reason: "only what generates code writes a path of the runtime",
    }],
};
