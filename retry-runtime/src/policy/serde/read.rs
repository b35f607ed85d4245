//! From configuration files.

use core::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use super::fields::{FIELDS, NAMES, Quantity};
use super::impossible;
use super::value::Value;
use crate::policy::config::RetryConfig;
use crate::policy::invalid::InvalidConfig;
use crate::policy::overrides::RetryOverrides;

/// From the fields `max`, `delay`, `multiplier`, `max_delay`, `jitter`, `timeout` and `attempt_timeout`. A time is a
/// whole number in `delay_ms` or `delay_secs`, or has its unit with it, as `delay = "200ms"`. `max` may be `unlimited`,
/// `jitter` is a word or a factor, a limit may be `none`. `retry_max`, `retry_delay_ms` and `timeout_secs` are read too.
/// A field that is left out, or null, has its default. Numbers may be strings, as environment variables are.
///
/// # Errors
///
/// An unknown field, one quantity given twice, a value out of its bounds, and a policy that is impossible, as one whose
/// second attempt can never start; each message names the field as it is written. Under `#[serde(flatten)]` unknown
/// fields are not seen here, and pass.
///
/// ```
/// use retry_runtime::RetryConfig;
/// use std::time::Duration;
///
/// let config: RetryConfig = serde_json::from_str(r#"{"retry_max": 5, "delay": "200ms", "timeout_secs": 10}"#)?;
/// let same = RetryConfig::new().max(5).delay(Duration::from_millis(200)).timeout(Duration::from_secs(10));
/// assert_eq!(config, same);
///
/// let error = serde_json::from_str::<RetryConfig>(r#"{"max": 0}"#).unwrap_err();
/// assert!(error.to_string().starts_with("`max` must be at least 1"));
/// # Ok::<(), serde_json::Error>(())
/// ```
impl<'de> Deserialize<'de> for RetryConfig {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Written { overrides, names } = deserializer.deserialize_struct("RetryConfig", NAMES, Fields)?;
        let config = overrides.over(Self::new());
        match impossible::check(&config, &names) {
            Some(message) => Err(D::Error::custom(message)),
            None => Ok(config),
        }
    }
}

/// From the fields of a [`RetryConfig`], as it is read. A field that is left out, or null, says nothing; a limit that is
/// `none` takes one away.
///
/// # Errors
///
/// An unknown field, one quantity given twice, and a value out of its bounds; each message names the field as it is
/// written.
///
/// ```
/// use retry_runtime::RetryOverrides;
///
/// let overrides: RetryOverrides = serde_json::from_str(r#"{"max": 5, "timeout": "none"}"#)?;
/// assert_eq!(overrides, RetryOverrides::new().max(5).no_timeout());
/// # Ok::<(), serde_json::Error>(())
/// ```
impl<'de> Deserialize<'de> for RetryOverrides {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = deserializer.deserialize_struct("RetryOverrides", NAMES, Fields)?;
        Ok(written.overrides)
    }
}

/// What a file says, and the names of the fields in it.
struct Written {
    overrides: RetryOverrides,
    names: Vec<(&'static str, Quantity)>,
}

struct Fields;

impl<'de> Visitor<'de> for Fields {
    type Value = Written;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the fields of a retry policy, as in `max = 3`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Written, A::Error> {
        let mut overrides = RetryOverrides::new();
        let mut names: Vec<(&str, Quantity)> = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            let Some(&(name, quantity)) = FIELDS.iter().find(|(field, _)| *field == name) else {
                return Err(A::Error::unknown_field(&name, NAMES));
            };
            if let Some((before, _)) = names.iter().find(|(_, other)| other.name() == quantity.name()) {
                return Err(A::Error::custom(if *before == name {
                    format!("`{name}` is given twice")
                } else {
                    format!("`{before}` and `{name}` set the same: give one of them")
                }));
            }
            let field = Field {
                overrides,
                name,
                quantity,
            };
            // Null is as good as left out.
            if let Some(set) = map.next_value_seed(field)? {
                overrides = set;
                names.push((name, quantity));
            }
        }
        Ok(Written { overrides, names })
    }
}

/// Sets one field. It sees the value itself, so that a format which knows where that stands says so.
struct Field {
    overrides: RetryOverrides,
    name: &'static str,
    quantity: Quantity,
}

impl Field {
    fn set<E: serde::de::Error>(self, value: &Value) -> Result<Option<RetryOverrides>, E> {
        self.with(value).map(Some).map_err(E::custom)
    }

    /// What is said with this field too, or what is wrong with its value.
    fn with(&self, value: &Value) -> Result<RetryOverrides, String> {
        let (overrides, name) = (self.overrides, self.name);
        let set = match self.quantity {
            Quantity::Max => overrides.try_max(value.attempts(name)?),
            Quantity::Delay(unit) => Ok(overrides.delay(value.delay(name, unit)?)),
            Quantity::Multiplier => overrides.try_multiplier(value.number(name)?),
            Quantity::MaxDelay(unit) => Ok(overrides.max_delay(value.delay(name, unit)?)),
            Quantity::Jitter => overrides.try_jitter(value.jitter(name)?),
            Quantity::Timeout(unit) => match value.limit(name, unit)? {
                Some(limit) => overrides.try_timeout(limit),
                None => Ok(overrides.no_timeout()),
            },
            Quantity::AttemptTimeout(unit) => match value.limit(name, unit)? {
                Some(limit) => overrides.try_attempt_timeout(limit),
                None => Ok(overrides.no_attempt_timeout()),
            },
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
}

impl<'de> DeserializeSeed<'de> for Field {
    type Value = Option<RetryOverrides>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Field {
    type Value = Option<RetryOverrides>;

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
