//! To configuration files.

use core::time::Duration;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::value::{NO_LIMIT, UNLIMITED, WORDS};
use crate::policy::config::RetryConfig;
use crate::policy::jitter::Jitter;
use crate::policy::overrides::RetryOverrides;

/// To the fields that are read; a limit that is not set is left out. A time that is no whole number of milliseconds is
/// written with its units.
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
        } = *self;
        write(
            serializer,
            "RetryConfig",
            &RetryOverrides {
                max: Some(max),
                delay: Some(delay),
                multiplier: Some(multiplier),
                max_delay: Some(max_delay),
                jitter: Some(jitter),
                timeout: timeout.map(Some),
                attempt_timeout: attempt_timeout.map(Some),
            },
        )
    }
}

/// To the fields that are read: those that say something. A limit that is taken away is `none`.
impl Serialize for RetryOverrides {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write(serializer, "RetryOverrides", self)
    }
}

fn write<S: Serializer>(serializer: S, name: &'static str, values: &RetryOverrides) -> Result<S::Ok, S::Error> {
    let RetryOverrides {
        max,
        delay,
        multiplier,
        max_delay,
        jitter,
        timeout,
        attempt_timeout,
    } = *values;
    let said = [
        max.is_some(),
        delay.is_some(),
        multiplier.is_some(),
        max_delay.is_some(),
        jitter.is_some(),
        timeout.is_some(),
        attempt_timeout.is_some(),
    ];
    let mut fields = serializer.serialize_struct(name, said.into_iter().filter(|said| *said).count())?;
    match max {
        Some(RetryConfig::UNLIMITED) => fields.serialize_field("max", UNLIMITED)?,
        Some(max) => fields.serialize_field("max", &max)?,
        None => fields.skip_field("max")?,
    }
    time(&mut fields, ["delay_ms", "delay"], delay.map(Some))?;
    match multiplier {
        Some(multiplier) => fields.serialize_field("multiplier", &multiplier)?,
        None => fields.skip_field("multiplier")?,
    }
    time(&mut fields, ["max_delay_ms", "max_delay"], max_delay.map(Some))?;
    match jitter {
        Some(Jitter::Factor(factor)) => fields.serialize_field("jitter", &factor)?,
        Some(jitter) => {
            let word = WORDS.iter().find(|(_, word)| *word == jitter);
            fields.serialize_field("jitter", word.map_or("none", |(word, _)| word))?;
        }
        None => fields.skip_field("jitter")?,
    }
    time(&mut fields, ["timeout_ms", "timeout"], timeout)?;
    time(&mut fields, ["attempt_timeout_ms", "attempt_timeout"], attempt_timeout)?;
    fields.end()
}

/// A time in milliseconds, or by its name where that loses something; `Some(None)` is a limit that is taken away.
#[allow(clippy::option_option)] // said or not, and then a limit or none
fn time<S: SerializeStruct>(
    fields: &mut S,
    [millis, named]: [&'static str; 2],
    time: Option<Option<Duration>>,
) -> Result<(), S::Error> {
    match time {
        None => fields.skip_field(millis),
        Some(None) => fields.serialize_field(named, NO_LIMIT),
        Some(Some(time)) => match u64::try_from(time.as_millis()) {
            Ok(whole) if Duration::from_millis(whole) == time => fields.serialize_field(millis, &whole),
            _ => fields.serialize_field(named, &humantime::format_duration(time).to_string()),
        },
    }
}
