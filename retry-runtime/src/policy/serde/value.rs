//! A value of a field, in whatever form a file or an environment variable has it.

use core::fmt;
use core::time::Duration;

use super::fields::Unit;
use crate::policy::config::RetryConfig;
use crate::policy::invalid::bound;
use crate::policy::jitter::Jitter;

pub(super) const WORDS: &[(&str, Jitter)] = &[
    ("none", Jitter::None),
    ("full", Jitter::Full),
    ("equal", Jitter::Equal),
    ("decorrelated", Jitter::Decorrelated),
];

/// For `max`.
pub(super) const UNLIMITED: &str = "unlimited";

/// For the two limits.
pub(super) const NO_LIMIT: &str = "none";

/// A value as a file or an environment variable has it.
pub(super) enum Value {
    Integer(i128),
    Float(f64),
    Text(String),
    Other(&'static str),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        let text = text.trim();
        let integer = text.parse().map(Self::Integer);
        let number = integer.or_else(|_| text.parse().map(Self::Float));
        number.unwrap_or_else(|_| Self::Text(text.to_owned()))
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(value) => write!(f, "{value}"),
            Self::Float(value) => write!(f, "{value:?}"),
            Self::Text(value) => write!(f, "{value:?}"),
            Self::Other(value) => f.write_str(value),
        }
    }
}

impl Value {
    fn whole(&self, name: &str, negative: &str, most: &str) -> Result<u64, String> {
        match self {
            Self::Integer(value) if *value < 0 => Err(format!("`{name}` {negative}")),
            Self::Integer(value) => u64::try_from(*value).map_err(|_| format!("`{name}` {most}")),
            _ => Err(format!(
                "`{name}` must be a whole number, not {self}{}",
                self.cure(name)
            )),
        }
    }

    /// How a number that is not whole is written.
    fn cure(&self, name: &str) -> String {
        let Self::Float(number) = self else {
            return String::new();
        };
        let whole = |number: f64| number.fract() == 0.0 && number.abs() < 1e15;
        let millis = (number * 1000.0).round();
        match name.strip_suffix("_secs") {
            _ if whole(*number) => format!(": write `{name} = {number:.0}`"),
            Some(stem) if whole(millis) && (number * 1000.0 - millis).abs() < 1e-6 => {
                format!(": write `{stem}_ms = {millis:.0}`")
            }
            _ => String::new(),
        }
    }

    pub(super) fn number(&self, name: &str) -> Result<f64, String> {
        match self {
            #[allow(clippy::cast_precision_loss)] // as a literal would be rounded
            Self::Integer(value) => Ok(*value as f64),
            Self::Float(value) => Ok(*value),
            Self::Text(_) | Self::Other(_) => Err(format!("`{name}` must be a number, not {self}")),
        }
    }

    pub(super) fn jitter(&self, name: &str) -> Result<Jitter, String> {
        let known = match self {
            Self::Integer(_) | Self::Float(_) => return self.number(name).map(Jitter::Factor),
            Self::Text(word) => WORDS.iter().find(|(ours, _)| ours == word),
            Self::Other(_) => None,
        };
        known
            .map(|(_, jitter)| *jitter)
            .ok_or_else(|| format!("`{name}` {}, not {self}", bound!(jitter)))
    }

    /// `unlimited` beside a number.
    pub(super) fn attempts(&self, name: &str) -> Result<u32, String> {
        if matches!(self, Self::Text(word) if word == UNLIMITED) {
            return Ok(RetryConfig::UNLIMITED);
        }
        let max = self.whole(name, bound!(negative_max), bound!(most_max))?;
        u32::try_from(max).map_err(|_| format!("`{name}` {}", bound!(most_max)))
    }

    pub(super) fn delay(&self, name: &str, unit: Unit) -> Result<Duration, String> {
        self.time(name, unit, bound!(negative_delay))
    }

    fn time(&self, name: &str, unit: Unit, negative: &str) -> Result<Duration, String> {
        match (unit, self) {
            (Unit::Millis, _) => self.whole(name, negative, bound!(most_time)).map(Duration::from_millis),
            (Unit::Secs, _) => self.whole(name, negative, bound!(most_time)).map(Duration::from_secs),
            (Unit::Named, Self::Text(text)) => humantime::parse_duration(text)
                .map_err(|error| format!("`{name}` must be a time as \"200ms\" or \"1m 30s\", not {self}: {error}")),
            (Unit::Named, Self::Integer(value)) if *value < 0 => Err(format!("`{name}` {negative}")),
            (Unit::Named, Self::Integer(_)) => Err(format!(
                "`{name}` needs a unit: write `{name}_ms = {self}` or `{name}_secs = {self}`"
            )),
            (Unit::Named, Self::Float(_)) => Err(format!("`{name}` needs a unit, as in \"{self}ms\" or \"{self}s\"")),
            (Unit::Named, Self::Other(_)) => Err(format!(
                "`{name}` must be a time as \"200ms\" or \"1m 30s\", not {self}"
            )),
        }
    }

    /// A limit, or `none`.
    pub(super) fn limit(&self, name: &str, unit: Unit) -> Result<Option<Duration>, String> {
        if matches!(self, Self::Text(word) if word == NO_LIMIT) {
            return Ok(None);
        }
        self.time(name, unit, bound!(negative_limit)).map(Some)
    }
}
