//! To configuration files.

use core::time::Duration;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::fields::FIELDS;
use super::impossible;
use super::value::{NO_LIMIT, UNLIMITED};
use crate::policy::config::RetryConfig;
use crate::policy::jitter::Jitter;
use crate::policy::overrides::RetryOverrides;

/// To the fields that are read; a limit that is not set is left out. A time that is no whole number of milliseconds is
/// written with its units. Where the defaults, written out, would make the policy impossible to read, as a `delay` longer
/// than a `max_delay` that was given alone, they are left out too.
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
        let defaults = Self::new();
        let readable = impossible::check(self, FIELDS).is_none();
        let overrides = RetryOverrides {
            max: Some(max).filter(|max| readable || *max != defaults.max),
            delay: Some(delay).filter(|delay| readable || *delay != defaults.delay),
            multiplier: Some(multiplier),
            max_delay: Some(max_delay).filter(|max_delay| readable || *max_delay != defaults.max_delay),
            jitter: Some(jitter),
            timeout: timeout.map(Some),
            attempt_timeout: attempt_timeout.map(Some),
        };
        write(serializer, "RetryConfig", &overrides)
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
        Some(Jitter::None) => fields.serialize_field("jitter", "none")?,
        Some(Jitter::Full) => fields.serialize_field("jitter", "full")?,
        Some(Jitter::Equal) => fields.serialize_field("jitter", "equal")?,
        Some(Jitter::Decorrelated) => fields.serialize_field("jitter", "decorrelated")?,
        Some(Jitter::Factor(factor)) => fields.serialize_field("jitter", &factor)?,
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
