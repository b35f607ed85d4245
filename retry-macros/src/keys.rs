//! The one table of keys: it feeds the parser, the list of expected names and the suggestions.

/// What a key stands for, whatever its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    Max,
    Delay,
    Multiplier,
    MaxDelay,
    Jitter,
    Timeout,
    AttemptTimeout,
    When,
    Classify,
    Backoff,
    Config,
    OnRetry,
    Budget,
    Clone,
    Context,
    Fallback,
    Name,
    Crate,
}

/// How the value of a key is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Any expression; the plan knows more.
    Plain,
    /// An integer number of milliseconds.
    Millis,
    /// An integer number of seconds.
    Secs,
    /// `clone` alone, or `clone(a, b)`.
    Names,
}

pub(crate) struct Spelling {
    pub(crate) name: &'static str,
    pub(crate) key: Key,
    pub(crate) form: Form,
}

const fn spelling(name: &'static str, key: Key, form: Form) -> Spelling {
    Spelling { name, key, form }
}

pub(crate) const SPELLINGS: &[Spelling] = &[
    spelling("max", Key::Max, Form::Plain),
    spelling("delay_ms", Key::Delay, Form::Millis),
    spelling("delay_secs", Key::Delay, Form::Secs),
    spelling("delay", Key::Delay, Form::Plain),
    spelling("multiplier", Key::Multiplier, Form::Plain),
    spelling("max_delay_ms", Key::MaxDelay, Form::Millis),
    spelling("max_delay_secs", Key::MaxDelay, Form::Secs),
    spelling("max_delay", Key::MaxDelay, Form::Plain),
    spelling("jitter", Key::Jitter, Form::Plain),
    spelling("timeout_ms", Key::Timeout, Form::Millis),
    spelling("timeout_secs", Key::Timeout, Form::Secs),
    spelling("timeout", Key::Timeout, Form::Plain),
    spelling("attempt_timeout_ms", Key::AttemptTimeout, Form::Millis),
    spelling("attempt_timeout_secs", Key::AttemptTimeout, Form::Secs),
    spelling("attempt_timeout", Key::AttemptTimeout, Form::Plain),
    spelling("when", Key::When, Form::Plain),
    spelling("classify", Key::Classify, Form::Plain),
    spelling("backoff", Key::Backoff, Form::Plain),
    spelling("config", Key::Config, Form::Plain),
    spelling("on_retry", Key::OnRetry, Form::Plain),
    spelling("budget", Key::Budget, Form::Plain),
    spelling("clone", Key::Clone, Form::Names),
    spelling("context", Key::Context, Form::Plain),
    spelling("fallback", Key::Fallback, Form::Plain),
    spelling("name", Key::Name, Form::Plain),
    spelling("crate", Key::Crate, Form::Plain),
];

/// What other libraries call our keys; similarity does not find these.
const SYNONYMS: &[(&str, &str)] = &[
    ("retries", "max"),
    ("attempts", "max"),
    ("tries", "max"),
    ("times", "max"),
    ("max_attempts", "max"),
    ("max_retries", "max"),
    ("retry_max", "max"),
    ("backoff_ms", "delay_ms"),
    ("retry_delay_ms", "delay_ms"),
    ("initial_interval_ms", "delay_ms"),
    ("factor", "multiplier"),
    ("retry_if", "when"),
    ("on", "when"),
    ("strategy", "backoff"),
    ("schedule", "backoff"),
    ("notify", "on_retry"),
    ("before_sleep", "on_retry"),
    ("recover", "fallback"),
];

pub(crate) fn find(name: &str) -> Option<&'static Spelling> {
    SPELLINGS.iter().find(|spelling| spelling.name == name)
}

/// The message for a key that does not exist, with the nearest one that does.
pub(crate) fn unknown(name: &str) -> String {
    let near = SYNONYMS
        .iter()
        .find(|(other, _)| *other == name)
        .map(|(_, ours)| *ours)
        .or_else(|| {
            let similarity = |spelling: &Spelling| strsim::jaro_winkler(name, spelling.name);
            SPELLINGS
                .iter()
                .filter(|spelling| similarity(spelling) > 0.8)
                .max_by(|a, b| similarity(a).total_cmp(&similarity(b)))
                .map(|spelling| spelling.name)
        });
    match near {
        Some("max") if name.contains("retries") => {
            format!("unknown key `{name}`; did you mean `max`? It counts all attempts, the first included")
        }
        Some(near) => format!("unknown key `{name}`; did you mean `{near}`?"),
        None => {
            let names: Vec<_> = SPELLINGS
                .iter()
                .map(|spelling| format!("`{}`", spelling.name))
                .collect();
            format!("unknown key `{name}`; the keys are {}", names.join(", "))
        }
    }
}
