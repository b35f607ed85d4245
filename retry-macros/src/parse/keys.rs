//! The one table of keys: it feeds the parser, the list of expected names and the suggestions (`unknown`).

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
    Overrides,
    OnRetry,
    Budget,
    Clone,
    Context,
    Fallback,
    Name,
    Events,
    Skip,
    Crate,
}

/// How the value of a key is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ValueForm {
    /// An integer number of attempts, or `unlimited`.
    Count,
    /// An integer number of milliseconds.
    Millis,
    /// An integer number of seconds.
    Secs,
    /// A `Duration`.
    Duration,
    /// A number.
    Number,
    /// A word for a kind of jitter, a factor, or a `Jitter`.
    Jitter,
    /// An expression that runs in the function.
    Expr,
    /// A string, literal or const.
    Text,
    /// `on` or `off`.
    Switch,
    /// The name of a new variable.
    Variable,
    /// A path, which may begin with a keyword as no expression does.
    Path,
    /// `clone` alone, or `clone(a, b)`.
    Names,
    /// The key alone.
    Flag,
}

/// A key, and how its value is written.
pub(crate) struct KeySpec {
    pub(crate) name: &'static str,
    pub(crate) key: Key,
    pub(crate) form: ValueForm,
}

const fn spec(name: &'static str, key: Key, form: ValueForm) -> KeySpec {
    KeySpec { name, key, form }
}

pub(crate) const KEYS: &[KeySpec] = &[
    spec("max", Key::Max, ValueForm::Count),
    spec("delay_ms", Key::Delay, ValueForm::Millis),
    spec("delay_secs", Key::Delay, ValueForm::Secs),
    spec("delay", Key::Delay, ValueForm::Duration),
    spec("multiplier", Key::Multiplier, ValueForm::Number),
    spec("max_delay_ms", Key::MaxDelay, ValueForm::Millis),
    spec("max_delay_secs", Key::MaxDelay, ValueForm::Secs),
    spec("max_delay", Key::MaxDelay, ValueForm::Duration),
    spec("jitter", Key::Jitter, ValueForm::Jitter),
    spec("timeout_ms", Key::Timeout, ValueForm::Millis),
    spec("timeout_secs", Key::Timeout, ValueForm::Secs),
    spec("timeout", Key::Timeout, ValueForm::Duration),
    spec("attempt_timeout_ms", Key::AttemptTimeout, ValueForm::Millis),
    spec("attempt_timeout_secs", Key::AttemptTimeout, ValueForm::Secs),
    spec("attempt_timeout", Key::AttemptTimeout, ValueForm::Duration),
    spec("when", Key::When, ValueForm::Expr),
    spec("classify", Key::Classify, ValueForm::Expr),
    spec("backoff", Key::Backoff, ValueForm::Expr),
    spec("config", Key::Config, ValueForm::Expr),
    spec("overrides", Key::Overrides, ValueForm::Expr),
    spec("on_retry", Key::OnRetry, ValueForm::Expr),
    spec("budget", Key::Budget, ValueForm::Expr),
    spec("clone", Key::Clone, ValueForm::Names),
    spec("context", Key::Context, ValueForm::Variable),
    spec("fallback", Key::Fallback, ValueForm::Expr),
    spec("name", Key::Name, ValueForm::Text),
    spec("events", Key::Events, ValueForm::Switch),
    spec("skip", Key::Skip, ValueForm::Flag),
    spec("crate", Key::Crate, ValueForm::Path),
];

pub(crate) fn find(name: &str) -> Option<&'static KeySpec> {
    KEYS.iter().find(|spec| spec.name == name)
}
