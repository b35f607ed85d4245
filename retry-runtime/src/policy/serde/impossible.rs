//! Policies that cannot be meant, as the attribute refuses them at compile time.

use core::time::Duration;

use super::fields::Quantity;
use crate::policy::config::RetryConfig;
use crate::policy::delays::unjittered;
use crate::policy::jitter::Jitter;

/// More attempts than this are nobody's limit, and would only take time to look through.
const MOST: u32 = 10_000;

/// What is impossible about `config`, whose fields are written under these names.
pub(super) fn check(config: &RetryConfig, written: &[(&str, Quantity)]) -> Option<String> {
    let written = |name: &str| {
        let field = written.iter().find(|(_, quantity)| quantity.name() == name);
        field.map(|(written, _)| format!("`{written}`"))
    };
    // What a message calls a value: the field, or the default that stands in its place.
    let named = |name: &str, value: Duration| {
        written(name).map_or_else(
            || format!("the default `{name}` of {value:?}"),
            |name| format!("{name} ({value:?})"),
        )
    };
    let RetryConfig {
        max,
        delay,
        max_delay,
        timeout,
        attempt_timeout,
        ..
    } = *config;
    if delay > max_delay {
        let (delay, max_delay) = (named("delay", delay), named("max_delay", max_delay));
        return Some(format!("{delay} is longer than {max_delay}: no delay would be as long"));
    }
    if let (Some(call), Some(attempt)) = (timeout, attempt_timeout.filter(|attempt| Some(*attempt) >= timeout)) {
        let (attempt, call) = (named("attempt_timeout", attempt), named("timeout", call));
        return Some(format!(
            "{attempt} is not shorter than {call}: it would never cut an attempt"
        ));
    }
    let Some(limit) = timeout else {
        return (max == RetryConfig::UNLIMITED && delay.is_zero()).then(|| {
            "`max` is unlimited without a delay and without a limit: the call would never end nor rest".to_owned()
        });
    };
    let all_written = written("max").is_some() && written("delay").is_some();
    let looked_through = if max == RetryConfig::UNLIMITED || !all_written {
        2
    } else {
        MOST
    };
    let mut waited = Duration::ZERO;
    for failed in 1..max.min(looked_through) {
        waited = waited.saturating_add(least(config, failed));
        if waited >= limit {
            let attempt = failed + 1;
            let (delay, limit) = (named("delay", delay), named("timeout", limit));
            return Some(format!(
                "attempt {attempt} can never start: by {delay} it would begin after {waited:?} at the earliest, and \
                 {limit} ends the call before"
            ));
        }
    }
    None
}

/// The least delay after `failed` attempts that jitter allows.
fn least(config: &RetryConfig, failed: u32) -> Duration {
    let delay = unjittered(config, failed);
    match config.jitter {
        Jitter::None => delay,
        Jitter::Full => Duration::ZERO,
        Jitter::Equal => delay / 2,
        Jitter::Decorrelated => config.delay.min(config.max_delay),
        Jitter::Factor(factor) => Duration::try_from_secs_f64(delay.as_secs_f64() * (1.0 - factor)).unwrap_or(delay),
    }
}
