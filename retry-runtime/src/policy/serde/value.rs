//! A value of a field, in whatever form a file or an environment variable has it.

use core::fmt;
use core::time::Duration;

use super::fields::Unit;
use crate::policy::config::RetryConfig;
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
    pub(super) fn whole(&self, name: &str) -> Result<u64, String> {
        match self {
            Self::Integer(value) if *value < 0 => Err(format!("`{name}` cannot be negative, and is {self}")),
            Self::Integer(value) => u64::try_from(*value).map_err(|_| format!("`{name}` must be at most {}", u64::MAX)),
            _ => Err(format!("`{name}` must be a whole number, not {self}")),
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
        let Self::Text(word) = self else {
            return self.number(name).map(Jitter::Factor);
        };
        let known = WORDS.iter().find(|(ours, _)| ours == word);
        known.map(|(_, jitter)| *jitter).ok_or_else(|| {
            format!("`{name}` must be `none`, `full`, `equal`, `decorrelated` or a factor from 0.0 to 1.0, not {self}")
        })
    }

    /// `unlimited` beside a number.
    pub(super) fn attempts(&self, name: &str) -> Result<u32, String> {
        if matches!(self, Self::Text(word) if word == UNLIMITED) {
            return Ok(RetryConfig::UNLIMITED);
        }
        let max = self.whole(name)?;
        u32::try_from(max).map_err(|_| format!("`{name}` must be at most {}", u32::MAX))
    }

    pub(super) fn time(&self, name: &str, unit: Unit) -> Result<Duration, String> {
        match (unit, self) {
            (Unit::Millis, _) => self.whole(name).map(Duration::from_millis),
            (Unit::Secs, _) => self.whole(name).map(Duration::from_secs),
            (Unit::Named, Self::Text(text)) => humantime::parse_duration(text)
                .map_err(|error| format!("`{name}` must be a time as \"200ms\" or \"1m 30s\", not {self}: {error}")),
            (Unit::Named, Self::Integer(_) | Self::Float(_)) => {
                Err(format!("`{name}` needs a unit, as in \"{self}ms\" or \"{self}s\""))
            }
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
        self.time(name, unit).map(Some)
    }
}
