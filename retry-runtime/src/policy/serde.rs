//! [`RetryConfig`] from and to configuration files: the feature `serde`.

use core::fmt;
use core::time::Duration;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::policy::config::RetryConfig;
use crate::policy::invalid::InvalidConfig;
use crate::policy::jitter::Jitter;

/// Every field that is read, beside the one that it is written as.
const FIELDS: &[(&str, &str)] = &[
    ("max", "max"),
    ("delay_ms", "delay_ms"),
    ("multiplier", "multiplier"),
    ("max_delay_ms", "max_delay_ms"),
    ("jitter", "jitter"),
    ("timeout_ms", "timeout_ms"),
    ("attempt_timeout_ms", "attempt_timeout_ms"),
    // What the configurations of hand-written retry modules call them.
    ("retry_max", "max"),
    ("retry_delay_ms", "delay_ms"),
    ("timeout_secs", "timeout_ms"),
];

/// For `#[serde(flatten)]` and formats that have to know the names beforehand.
const NAMES: &[&str] = &{
    let mut names = [""; FIELDS.len()];
    let mut i = 0;
    while i < FIELDS.len() {
        names[i] = FIELDS[i].0;
        i += 1;
    }
    names
};

const WORDS: &[(&str, Jitter)] = &[
    ("none", Jitter::None),
    ("full", Jitter::Full),
    ("equal", Jitter::Equal),
    ("decorrelated", Jitter::Decorrelated),
];

/// From the fields `max`, `delay_ms`, `multiplier`, `max_delay_ms`, `jitter` (a word or a factor), `timeout_ms` and
/// `attempt_timeout_ms`, and also from `retry_max`, `retry_delay_ms` and `timeout_secs`. A field that is left out, or
/// null, has its default. Numbers may be strings, as environment variables are.
///
/// # Errors
///
/// An unknown field, one quantity given twice, and a value out of its bounds; each message names the field as it is
/// written. Under `#[serde(flatten)]` unknown fields are not seen here, and pass.
///
/// ```
/// use retry_runtime::RetryConfig;
/// use std::time::Duration;
///
/// let config: RetryConfig = serde_json::from_str(r#"{"retry_max": 5, "retry_delay_ms": 200, "timeout_secs": 10}"#)?;
/// let same = RetryConfig::new().max(5).delay(Duration::from_millis(200)).timeout(Duration::from_secs(10));
/// assert_eq!(config, same);
///
/// let error = serde_json::from_str::<RetryConfig>(r#"{"max": 0}"#).unwrap_err();
/// assert!(error.to_string().starts_with("`max` must be at least 1"));
/// # Ok::<(), serde_json::Error>(())
/// ```
impl<'de> Deserialize<'de> for RetryConfig {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct("RetryConfig", NAMES, Fields)
    }
}

struct Fields;

impl<'de> Visitor<'de> for Fields {
    type Value = RetryConfig;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the fields of a retry policy, as in `max = 3`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RetryConfig, A::Error> {
        let mut config = RetryConfig::new();
        let mut seen: Vec<(&str, &str)> = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            let Some(&(name, quantity)) = FIELDS.iter().find(|(field, _)| *field == name) else {
                return Err(A::Error::unknown_field(&name, NAMES));
            };
            if let Some((before, _)) = seen.iter().find(|(_, other)| *other == quantity) {
                return Err(A::Error::custom(if *before == name {
                    format!("`{name}` is given twice")
                } else {
                    format!("`{before}` and `{name}` set the same: give one of them")
                }));
            }
            // Null is as good as left out.
            if let Some(set) = map.next_value_seed(Field { config, name })? {
                config = set;
                seen.push((name, quantity));
            }
        }
        Ok(config)
    }
}

/// `config` with one field set, or what is wrong with its value.
fn set(config: RetryConfig, name: &str, value: &Value) -> Result<RetryConfig, String> {
    let millis = || value.whole(name).map(Duration::from_millis);
    let set = match name {
        "max" | "retry_max" => {
            let max = value.whole(name)?;
            let max = u32::try_from(max).map_err(|_| format!("`{name}` must be at most {}", u32::MAX))?;
            config.try_max(max)
        }
        "delay_ms" | "retry_delay_ms" => Ok(config.delay(millis()?)),
        "multiplier" => config.try_multiplier(value.number(name)?),
        "max_delay_ms" => Ok(config.max_delay(millis()?)),
        "jitter" => config.try_jitter(value.jitter(name)?),
        "timeout_ms" => config.try_timeout(millis()?),
        "timeout_secs" => config.try_timeout(Duration::from_secs(value.whole(name)?)),
        _ => config.try_attempt_timeout(millis()?),
    };
    set.map_err(|invalid: InvalidConfig| {
        // The bound of the field, under the name that the file has for it.
        let bound = invalid
            .message()
            .split_once("` ")
            .map_or("is invalid", |(_, bound)| bound);
        format!("`{name}` {bound}")
    })
}

/// A value as a file or an environment variable has it.
enum Value {
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

/// Sets one field of a configuration. It sees the value itself, so that a format which knows where that stands says so.
struct Field<'n> {
    config: RetryConfig,
    name: &'n str,
}

impl Field<'_> {
    fn set<E: serde::de::Error>(self, value: &Value) -> Result<Option<RetryConfig>, E> {
        set(self.config, self.name, value).map(Some).map_err(E::custom)
    }
}

impl<'de> DeserializeSeed<'de> for Field<'_> {
    type Value = Option<RetryConfig>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Field<'_> {
    type Value = Option<RetryConfig>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a number or a word for `{}`", self.name)
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Self::Value, E> {
        self.set(&Value::Other(if value { "true" } else { "false" }))
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Self::Value, E> {
        self.set(&Value::Integer(value.into()))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Self::Value, E> {
        self.set(&Value::Integer(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Self::Value, E> {
        self.set(&Value::Float(value))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Self::Value, E> {
        self.set(&Value::from(value))
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<Self::Value, A::Error> {
        self.set(&Value::Other("a list"))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        // How `serde_json` hands over numbers where its feature `arbitrary_precision` is on.
        match map.next_entry::<String, String>() {
            Ok(Some((key, number))) if key == "$serde_json::private::Number" => self.set(&Value::from(&*number)),
            _ => self.set(&Value::Other("a table")),
        }
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
    fn whole(&self, name: &str) -> Result<u64, String> {
        match self {
            Self::Integer(value) if *value < 0 => Err(format!("`{name}` cannot be negative, and is {self}")),
            Self::Integer(value) => u64::try_from(*value).map_err(|_| format!("`{name}` must be at most {}", u64::MAX)),
            _ => Err(format!("`{name}` must be a whole number, not {self}")),
        }
    }

    fn number(&self, name: &str) -> Result<f64, String> {
        match self {
            #[allow(clippy::cast_precision_loss)] // as a literal would be rounded
            Self::Integer(value) => Ok(*value as f64),
            Self::Float(value) => Ok(*value),
            Self::Text(_) | Self::Other(_) => Err(format!("`{name}` must be a number, not {self}")),
        }
    }

    fn jitter(&self, name: &str) -> Result<Jitter, String> {
        let Self::Text(word) = self else {
            return self.number(name).map(Jitter::Factor);
        };
        let known = WORDS.iter().find(|(ours, _)| ours == word);
        known.map(|(_, jitter)| *jitter).ok_or_else(|| {
            format!("`{name}` must be `none`, `full`, `equal`, `decorrelated` or a factor from 0.0 to 1.0, not {self}")
        })
    }
}

/// To the first seven of the fields that are read; a limit that is not set is left out.
///
/// # Errors
///
/// If a duration is no whole number of milliseconds below 2⁶⁴.
impl Serialize for RetryConfig {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self {
            max,
            delay,
            multiplier,
            max_delay,
            jitter,
            timeout,
            attempt_timeout,
        } = self;
        let limits = usize::from(timeout.is_some()) + usize::from(attempt_timeout.is_some());
        let mut fields = serializer.serialize_struct("RetryConfig", 5 + limits)?;
        fields.serialize_field("max", max)?;
        fields.serialize_field("delay_ms", &millis("delay", *delay)?)?;
        fields.serialize_field("multiplier", multiplier)?;
        fields.serialize_field("max_delay_ms", &millis("max_delay", *max_delay)?)?;
        match WORDS.iter().find(|(_, word)| word == jitter) {
            Some((word, _)) => fields.serialize_field("jitter", word)?,
            None => {
                if let Jitter::Factor(factor) = jitter {
                    fields.serialize_field("jitter", factor)?;
                }
            }
        }
        for (name, field, limit) in [
            ("timeout", "timeout_ms", timeout),
            ("attempt_timeout", "attempt_timeout_ms", attempt_timeout),
        ] {
            match limit {
                Some(limit) => fields.serialize_field(field, &millis(name, *limit)?)?,
                None => fields.skip_field(field)?,
            }
        }
        fields.end()
    }
}

fn millis<E: serde::ser::Error>(name: &str, duration: Duration) -> Result<u64, E> {
    match u64::try_from(duration.as_millis()) {
        Ok(millis) if Duration::from_millis(millis) == duration => Ok(millis),
        _ => Err(E::custom(format!(
            "`{name}` is {duration:?}, which is no whole number of milliseconds"
        ))),
    }
}
