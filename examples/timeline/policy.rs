//! A policy in words: the keys of the attribute, or what a `RetryConfig` prints.

use std::time::Duration;

use retry_runtime::{Jitter, RetryConfig};
use serde::Deserialize;
use serde::de::value::{Error, MapDeserializer};

/// The policy that `text` names; no text is all defaults.
pub(crate) fn read(text: &str) -> Result<RetryConfig, String> {
    let text = text.trim();
    // Both stand as well in what was copied from a source.
    let text = text.strip_prefix("#[retry").unwrap_or(text);
    let text = text.trim_matches(['(', ')', ']']);
    if text.contains('=') || text.is_empty() {
        keys(text)
    } else {
        displayed(text)
    }
}

/// `max=5 delay_ms=100`, with commas or without, as a configuration file would have it: what is impossible is refused.
fn keys(text: &str) -> Result<RetryConfig, String> {
    let mut pairs: Vec<(&str, String)> = Vec::new();
    let text = text.split('=').map(str::trim).collect::<Vec<_>>().join("=");
    for word in text.split([',', ' ']).filter(|word| !word.is_empty()) {
        match (word.split_once('='), pairs.last_mut()) {
            (Some((key, value)), _) => pairs.push((key, literal(value))),
            // `1m 30s` is one value.
            (None, Some((_, value))) => *value = format!("{value} {word}"),
            (None, None) => return Err(format!("`{word}` is no key with a value, as `max=5` is")),
        }
    }
    RetryConfig::deserialize(MapDeserializer::<_, Error>::new(pairs.into_iter())).map_err(|error| error.to_string())
}

/// A value as a file has it: without quotes, and without the underscores of a number.
fn literal(value: &str) -> String {
    let value = value.trim_matches('"');
    if value.starts_with(|first: char| first.is_ascii_digit()) {
        value.replace('_', "")
    } else {
        value.to_owned()
    }
}

/// `max 5, delay 100ms ×2 up to 30s, jitter full`, as `RetryConfig`'s `Display` has it. What is left out has its default.
fn displayed(text: &str) -> Result<RetryConfig, String> {
    text.split(',').map(str::trim).try_fold(RetryConfig::new(), part)
}

/// The policy with one part of such a text in it.
fn part(policy: RetryConfig, part: &str) -> Result<RetryConfig, String> {
    let set = if let Some(max) = part.strip_prefix("max ") {
        policy.try_max(attempts(max)?)
    } else if let Some(delays) = part.strip_prefix("delay ") {
        let (delay, rest) = delays
            .split_once(" ×")
            .ok_or_else(|| not("as `100ms ×2 up to 30s`", delays))?;
        let (multiplier, cap) = rest
            .split_once(" up to ")
            .ok_or_else(|| not("as `100ms ×2 up to 30s`", delays))?;
        let policy = policy.delay(duration(delay)?).max_delay(duration(cap)?);
        policy.try_multiplier(number(multiplier)?)
    } else if let Some(kind) = part.strip_prefix("jitter ") {
        policy.try_jitter(jitter(kind)?)
    } else if let Some(limit) = part.strip_prefix("timeout ") {
        policy.try_timeout(duration(limit)?)
    } else if let Some(limit) = part.strip_prefix("attempt timeout ") {
        policy.try_attempt_timeout(duration(limit)?)
    } else {
        return Err(format!(
            "`{part}` is no part of a policy: write keys, as in `max=5 delay_ms=100`, or what a policy prints, as in \
             `{policy}`"
        ));
    };
    set.map_err(|invalid| invalid.to_string())
}

fn not(what: &str, text: &str) -> String {
    format!("`{text}` is not {what}")
}

fn attempts(text: &str) -> Result<u32, String> {
    match text {
        "unlimited" => Ok(RetryConfig::UNLIMITED),
        _ => text.parse().map_err(|_| not("a number of attempts", text)),
    }
}

fn number(text: &str) -> Result<f64, String> {
    text.parse().map_err(|_| not("a number", text))
}

fn jitter(text: &str) -> Result<Jitter, String> {
    match text {
        "none" => Ok(Jitter::None),
        "full" => Ok(Jitter::Full),
        "equal" => Ok(Jitter::Equal),
        "decorrelated" => Ok(Jitter::Decorrelated),
        _ => match text.strip_prefix('±').and_then(|text| text.strip_suffix('%')) {
            Some(percent) => Ok(Jitter::Factor(number(percent)? / 100.0)),
            None => Err(not("`none`, `full`, `equal`, `decorrelated`, or as `±50%`", text)),
        },
    }
}

/// A duration as its `Debug` prints it: `1.5s`, `100ms`, `2.5µs`, `3ns`.
fn duration(text: &str) -> Result<Duration, String> {
    exact(text).ok_or_else(|| not("a time, as `100ms` or `1.5s`", text))
}

/// All nine decimals of it.
fn exact(text: &str) -> Option<Duration> {
    let (number, unit) = text.split_at(text.find(|letter: char| letter != '.' && !letter.is_ascii_digit())?);
    let decimals = match unit {
        "s" => 9,
        "ms" => 6,
        "µs" => 3,
        "ns" => 0,
        _ => return None,
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() || number.ends_with('.') || fraction.len() > decimals {
        return None;
    }
    // Nanoseconds fit, since a duration has as many seconds as a `u64`.
    format!("{whole}{fraction:0<decimals$}").parse().ok().and_then(nanos)
}

fn nanos(nanos: u128) -> Option<Duration> {
    let seconds = u64::try_from(nanos / 1_000_000_000).ok()?;
    let rest = u32::try_from(nanos % 1_000_000_000).ok()?;
    Some(Duration::new(seconds, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_those_of_the_attribute_and_of_files() {
        let expected = RetryConfig::new()
            .max(5)
            .delay(Duration::from_millis(1_500))
            .jitter(Jitter::Full)
            .timeout(Duration::from_secs(90));
        for text in [
            "max=5 delay_ms=1_500 jitter=full timeout_secs=90",
            "max = 5, delay_ms = 1500, jitter = full, timeout_secs = 90",
            "#[retry(max = 5, delay_ms = 1_500, jitter = full, timeout_secs = 90,)]",
            "retry_max=5 delay=1s 500ms jitter=\"full\" timeout=1m 30s",
        ] {
            assert_eq!(read(text), Ok(expected), "{text}");
        }
        assert_eq!(read(""), Ok(RetryConfig::new()));
        assert_eq!(
            read("max=unlimited").map(|policy| policy.get_max()),
            Ok(RetryConfig::UNLIMITED)
        );
    }

    #[test]
    fn what_a_policy_prints_is_the_policy() {
        let times = [0, 1, 1_500, 100_000_000, 1_000_000_001, 86_400_500_000_000].map(Duration::from_nanos);
        let longest = [Duration::from_secs(31_536_000), Duration::MAX];
        let jitters = [0.0, 0.07, 0.125, 0.5, 1.0].map(Jitter::Factor);
        let jitters = jitters
            .into_iter()
            .chain([Jitter::None, Jitter::Full, Jitter::Equal, Jitter::Decorrelated]);
        for jitter in jitters {
            for time in times.into_iter().chain(longest) {
                // Values that do not go together are drawn as well: a call takes them.
                let policy = RetryConfig::new().jitter(jitter).delay(time).multiplier(1.5);
                let policy = policy.max(RetryConfig::UNLIMITED).max_delay(time / 2);
                assert_eq!(read(&policy.to_string()), Ok(policy));
                let Ok(limited) = policy.max(7).try_timeout(time) else {
                    continue;
                };
                assert_eq!(read(&limited.to_string()), Ok(limited));
                let both = limited.attempt_timeout(time);
                assert_eq!(read(&both.to_string()), Ok(both));
            }
        }
    }

    #[test]
    fn a_mistake_is_a_message_that_shows_it() {
        for (text, message) in [
            ("max=0", "`max` must be at least 1"),
            (
                "dealy_ms=100",
                "unknown field `dealy_ms`, expected one of `max`, `delay_ms`",
            ),
            ("max=5 max=6", "`max` is given twice"),
            ("delay=100", "`delay` needs a unit"),
            ("full max=5", "`full` is no key with a value"),
            ("max=5 delay_ms=100 timeout_ms=150", "attempt 3 can never start"),
            ("max five", "`five` is not a number of attempts"),
            ("max 0", "`max` must be at least 1"),
            ("delay 1s", "`1s` is not as `100ms ×2 up to 30s`"),
            ("delay 1 ×2 up to 30s", "`1` is not a time"),
            ("delay 1s ×0.5 up to 30s", "`multiplier` must be at least 1"),
            ("delay 1.s ×2 up to 1s", "`1.s` is not a time"),
            ("timeout .5s", "`.5s` is not a time"),
            ("timeout 99999999999999999999s", "is not a time"),
            ("timeout 1.2.3s", "is not a time"),
            ("jitter ±500%", "`jitter`"),
            ("jitter some", "`some` is not `none`"),
            ("five", "`five` is no part of a policy"),
        ] {
            let found = read(text).unwrap_err();
            assert!(found.contains(message), "{text}: {found}");
        }
    }
}
