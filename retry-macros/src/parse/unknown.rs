//! The message for a key that does not exist: the key that is meant, by meaning first and by letters then.

use super::keys::{KEYS, KeySpec, ValueForm, find};
use super::synonyms::SYNONYMS;

/// The units of time that a key's name may end in, the longest of one spelling first, and the nanoseconds of one.
const UNITS: &[(&str, u128)] = &[
    ("milliseconds", MILLI),
    ("millisecond", MILLI),
    ("millis", MILLI),
    ("msecs", MILLI),
    ("msec", MILLI),
    ("ms", MILLI),
    ("microseconds", 1_000),
    ("micros", 1_000),
    ("us", 1_000),
    ("nanoseconds", 1),
    ("nanos", 1),
    ("ns", 1),
    ("minutes", 60 * SECOND),
    ("minute", 60 * SECOND),
    ("mins", 60 * SECOND),
    ("min", 60 * SECOND),
    ("m", 60 * SECOND),
    ("hours", 3600 * SECOND),
    ("hour", 3600 * SECOND),
    ("hrs", 3600 * SECOND),
    ("h", 3600 * SECOND),
    ("days", 86400 * SECOND),
    ("day", 86400 * SECOND),
    ("seconds", SECOND),
    ("second", SECOND),
    ("secs", SECOND),
    ("sec", SECOND),
    ("s", SECOND),
];

/// Words that are keys without a value elsewhere.
const FLAGS: &[(&str, &str)] = &[
    ("constant", "`multiplier = 1.0`?"),
    ("decorrelated", "`jitter = decorrelated`?"),
    ("decorrelated_jitter", "`jitter = decorrelated`?"),
    ("disabled", "`max = 1`?"),
    ("endless", "`max = unlimited`?"),
    ("equal_jitter", "`jitter = equal`?"),
    (
        "exponential",
        "`multiplier = 2.0`? Delays grow exponentially by default",
    ),
    (
        "exponential_backoff",
        "`multiplier = 2.0`? Delays grow exponentially by default",
    ),
    ("fixed", "`multiplier = 1.0`?"),
    ("forever", "`max = unlimited`?"),
    ("full_jitter", "`jitter = full`?"),
    ("immediate", "`delay_ms = 0`?"),
    ("infinite", "`max = unlimited`?"),
    ("jittered", "`jitter = full` or `jitter = none`?"),
    ("linear", "`backoff = …`, with an iterator of `Duration`s?"),
    ("no_backoff", "`delay_ms = 0`?"),
    ("no_delay", "`delay_ms = 0`?"),
    ("no_jitter", "`jitter = none`?"),
    ("no_retry", "`max = 1`?"),
    ("unlimited", "`max = unlimited`?"),
    ("use_jitter", "`jitter = full` or `jitter = none`?"),
    ("with_jitter", "`jitter = full` or `jitter = none`?"),
    ("without_jitter", "`jitter = none`?"),
];

const MILLI: u128 = 1_000_000;
const SECOND: u128 = 1_000_000_000;

/// The value beside the unknown key, as far as it says which key is meant.
#[derive(Clone, Copy)]
pub(crate) enum Beside {
    /// A literal.
    Integer(u128),
    /// `true` or `false`.
    Bool,
    Other,
    /// The key stands alone.
    Nothing,
}

/// The message for a key that does not exist, with the nearest one that does.
pub(crate) fn message(name: &str, value: Beside) -> String {
    if let Some(cure) = cure(&snake_case(name), value) {
        return format!("unknown key `{name}`; did you mean {cure}");
    }
    let names: Vec<_> = KEYS.iter().map(|spec| format!("`{}`", spec.name)).collect();
    format!("unknown key `{name}`; the keys are {}", names.join(", "))
}

/// What follows "did you mean".
fn cure(name: &str, value: Beside) -> Option<String> {
    if let Some(spec) = find(name) {
        return Some(format!("`{}`?", spec.name));
    }
    if matches!(value, Beside::Bool | Beside::Nothing) {
        if let Some((_, cure)) = FLAGS.iter().find(|(flag, _)| *flag == name) {
            return Some((*cure).to_owned());
        }
    }
    match meant(name) {
        Some("max") if name.contains("retries") || name.contains("retry") => {
            let example = match value {
                Beside::Integer(retries) => format!(": `max = {}`", retries.saturating_add(1)),
                _ => String::new(),
            };
            Some(format!("`max`? It counts all attempts, the first included{example}"))
        }
        Some(key) if is_time(key) => Some(match value {
            Beside::Integer(number) => format!("`{key}_ms = {number}` or `{key}_secs = {number}`?"),
            _ => format!("`{key}`, or `{key}_ms` and `{key}_secs` for a number?"),
        }),
        Some(key) => Some(format!("`{key}`?")),
        None => in_other_unit(name, value)
            .or_else(|| near(name))
            .map(|key| format!("`{key}`?")),
    }
}

/// The time that `name` means with a unit at its end, in ours.
fn in_other_unit(name: &str, value: Beside) -> Option<String> {
    UNITS.iter().find_map(|(suffix, nanos)| {
        let stem = name.strip_suffix(suffix)?.strip_suffix('_')?;
        Some(in_our_units(time(stem)?, *nanos, value))
    })
}

/// The key of which `name` is another name.
fn meant(name: &str) -> Option<&'static str> {
    let means = |(_, others): &&(&str, &[&str])| others.contains(&name);
    SYNONYMS.iter().find(means).map(|(ours, _)| *ours)
}

/// The key of a time that `stem` means, whatever its unit.
fn time(stem: &str) -> Option<&'static str> {
    let key = find(stem).map(|spec| spec.name).or_else(|| meant(stem));
    // `backoff_ms` is no schedule.
    let key = key.map(|key| if key == "backoff" { "delay" } else { key });
    key.filter(|key| is_time(key))
}

fn is_time(key: &str) -> bool {
    find(key).is_some_and(|spec| spec.form == ValueForm::Duration)
}

/// The time of `nanos` nanoseconds each, as `key` has it.
fn in_our_units(key: &str, nanos: u128, value: Beside) -> String {
    let Beside::Integer(number) = value else {
        return match nanos {
            MILLI => format!("{key}_ms"),
            SECOND => format!("{key}_secs"),
            _ => format!("{key} = Duration::from_…(…)"),
        };
    };
    let time = number.saturating_mul(nanos);
    if nanos != MILLI && time % SECOND == 0 {
        format!("{key}_secs = {}", time / SECOND)
    } else if time % MILLI == 0 {
        format!("{key}_ms = {}", time / MILLI)
    } else {
        let constructor = if nanos == 1 { "from_nanos" } else { "from_micros" };
        format!("{key} = Duration::{constructor}({number})")
    }
}

/// How `number` of a unit by some name is written, for the time that `key` is without a unit.
pub(crate) fn in_unit(key: &str, number: u128, unit: &str) -> Option<String> {
    let (_, nanos) = UNITS.iter().find(|(name, _)| *name == unit)?;
    is_time(key).then(|| in_our_units(key, *nanos, Beside::Integer(number)))
}

/// The key that is spelt most alike.
fn near(name: &str) -> Option<String> {
    let similarity = |spec: &KeySpec| strsim::jaro_winkler(name, spec.name);
    KEYS.iter()
        .filter(|spec| similarity(spec) > 0.8)
        .max_by(|a, b| similarity(a).total_cmp(&similarity(b)))
        .map(|spec| spec.name.to_owned())
}

/// `maxAttempts` → `max_attempts`, `MAX` → `max`
fn snake_case(name: &str) -> String {
    if !name.contains(char::is_lowercase) {
        return name.to_lowercase();
    }
    let mut snake = String::new();
    for c in name.trim_start_matches("r#").chars() {
        if c.is_uppercase() && !snake.is_empty() && !snake.ends_with('_') {
            snake.push('_');
        }
        snake.extend(c.to_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::{Beside, KEYS, SYNONYMS, find, is_time, message};

    fn meant(name: &str, value: Beside) -> String {
        let message = message(name, value);
        let (_, cure) = message.split_once("did you mean ").unwrap_or(("", &message));
        cure.to_owned()
    }

    #[test]
    fn every_word_means_one_key_and_is_none_itself() {
        let mut words: Vec<_> = SYNONYMS.iter().flat_map(|(_, words)| words.iter()).collect();
        let count = words.len();
        words.sort();
        words.dedup();
        assert_eq!(words.len(), count);
        for (ours, words) in SYNONYMS {
            assert!(find(ours).is_some(), "{ours}");
            for word in *words {
                assert!(find(word).is_none(), "{word}");
                assert!(meant(word, Beside::Other).contains(&format!("`{ours}`")), "{word}");
            }
        }
        assert!(KEYS.iter().any(|spec| is_time(spec.name)));
    }

    #[test]
    fn a_time_in_another_unit_is_converted() {
        for (name, number, cure) in [
            ("timeout_mins", 3, "`timeout_secs = 180`?"),
            ("timeout_minutes", 1, "`timeout_secs = 60`?"),
            ("delay_mins", 2, "`delay_secs = 120`?"),
            ("timeout_hours", 1, "`timeout_secs = 3600`?"),
            ("delay_s", 5, "`delay_secs = 5`?"),
            ("delay_millis", 5000, "`delay_ms = 5000`?"),
            ("delay_us", 5000, "`delay_ms = 5`?"),
            ("delay_us", 5, "`delay = Duration::from_micros(5)`?"),
            ("delay_nanos", 5, "`delay = Duration::from_nanos(5)`?"),
            ("max_elapsed_secs", 5, "`timeout_secs = 5`?"),
            ("base_delay_ms", 5, "`delay_ms = 5`?"),
            ("initial_delay_ms", 5, "`delay_ms = 5`?"),
            ("backoff_ms", 5, "`delay_ms = 5`?"),
            ("max_backoff_mins", 5, "`max_delay_secs = 300`?"),
        ] {
            assert_eq!(meant(name, Beside::Integer(number)), cure, "{name}");
        }
        assert_eq!(meant("timeout_mins", Beside::Other), "`timeout = Duration::from_…(…)`?");
    }

    #[test]
    fn a_key_is_found_by_its_meaning_before_its_letters() {
        for (name, value, cure) in [
            (
                "max_elapsed",
                Beside::Other,
                "`timeout`, or `timeout_ms` and `timeout_secs` for a number?",
            ),
            ("min_delay", Beside::Integer(5), "`delay_ms = 5` or `delay_secs = 5`?"),
            (
                "retries",
                Beside::Integer(3),
                "`max`? It counts all attempts, the first included: `max = 4`",
            ),
            (
                "max_retries",
                Beside::Other,
                "`max`? It counts all attempts, the first included",
            ),
            ("maxAttempts", Beside::Integer(3), "`max`?"),
            (
                "initialInterval",
                Beside::Other,
                "`delay`, or `delay_ms` and `delay_secs` for a number?",
            ),
            ("delayMs", Beside::Integer(3), "`delay_ms`?"),
            ("DELAY_MS", Beside::Integer(3), "`delay_ms`?"),
            ("use_jitter", Beside::Bool, "`jitter = full` or `jitter = none`?"),
            ("unlimited", Beside::Nothing, "`max = unlimited`?"),
            ("exponential", Beside::Other, "`backoff`?"),
            ("policy", Beside::Other, "`config`?"),
            ("predicate", Beside::Other, "`when`?"),
            ("dealy_ms", Beside::Integer(3), "`delay_ms`?"),
        ] {
            assert_eq!(meant(name, value), cure, "{name}");
        }
        assert!(message("xyzzy", Beside::Other).starts_with("unknown key `xyzzy`; the keys are `max`, "));
    }
}
