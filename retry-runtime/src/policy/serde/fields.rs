//! The one table of fields.

/// A quantity of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quantity {
    Max,
    Delay(Unit),
    Multiplier,
    MaxDelay(Unit),
    Jitter,
    Timeout(Unit),
    AttemptTimeout(Unit),
}

/// How a time is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// A whole number of milliseconds.
    Millis,
    /// A whole number of seconds.
    Secs,
    /// With its unit, as `200ms` or `1m 30s`.
    Named,
}

impl Quantity {
    /// The field that the quantity goes by, whatever its unit.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Max => "max",
            Self::Delay(_) => "delay",
            Self::Multiplier => "multiplier",
            Self::MaxDelay(_) => "max_delay",
            Self::Jitter => "jitter",
            Self::Timeout(_) => "timeout",
            Self::AttemptTimeout(_) => "attempt_timeout",
        }
    }
}

/// Every field that is read.
pub(super) const FIELDS: &[(&str, Quantity)] = &[
    ("max", Quantity::Max),
    ("delay_ms", Quantity::Delay(Unit::Millis)),
    ("delay_secs", Quantity::Delay(Unit::Secs)),
    ("delay", Quantity::Delay(Unit::Named)),
    ("multiplier", Quantity::Multiplier),
    ("max_delay_ms", Quantity::MaxDelay(Unit::Millis)),
    ("max_delay_secs", Quantity::MaxDelay(Unit::Secs)),
    ("max_delay", Quantity::MaxDelay(Unit::Named)),
    ("jitter", Quantity::Jitter),
    ("timeout_ms", Quantity::Timeout(Unit::Millis)),
    ("timeout_secs", Quantity::Timeout(Unit::Secs)),
    ("timeout", Quantity::Timeout(Unit::Named)),
    ("attempt_timeout_ms", Quantity::AttemptTimeout(Unit::Millis)),
    ("attempt_timeout_secs", Quantity::AttemptTimeout(Unit::Secs)),
    ("attempt_timeout", Quantity::AttemptTimeout(Unit::Named)),
    // What the configurations of hand-written retry modules call them.
    ("retry_max", Quantity::Max),
    ("retry_delay_ms", Quantity::Delay(Unit::Millis)),
];

/// For `#[serde(flatten)]` and formats that have to know the names beforehand.
pub(super) const NAMES: &[&str] = &{
    let mut names = [""; FIELDS.len()];
    let mut i = 0;
    while i < FIELDS.len() {
        names[i] = FIELDS[i].0;
        i += 1;
    }
    names
};
