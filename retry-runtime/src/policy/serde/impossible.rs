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
        field.map(|(written, _)| *written)
    };
    let RetryConfig {
        max,
        delay,
        max_delay,
        timeout,
        attempt_timeout,
        ..
    } = *config;
    // A cap below the default delay says enough by itself.
    if let Some(name) = written("delay").filter(|_| delay > max_delay) {
        return Some(longer_than_the_cap(name, written("max_delay"), max_delay));
    }
    let limits = (written("attempt_timeout"), written("timeout"));
    if let ((Some(attempt), Some(call)), true) = (limits, timeout.is_some() && attempt_timeout >= timeout) {
        return Some(format!(
            "`{attempt}` is not shorter than `{call}`: it never cuts an attempt; shorten it, or leave it out"
        ));
    }
    let (Some(limit), Some(name)) = (timeout, written("timeout")) else {
        let restless = max == RetryConfig::UNLIMITED && unjittered(config, 1).is_zero() && timeout.is_none();
        return restless.then(|| RESTLESS.to_owned());
    };
    // Of a later attempt nothing is said unless all of it is written: a limit alone means "as often as it allows".
    let all_written = written("max").is_some() && written("delay").is_some();
    let attempts = if max == RetryConfig::UNLIMITED || !all_written {
        2
    } else {
        MOST
    };
    let mut waited = Duration::ZERO;
    for failed in 1..max.min(attempts) {
        waited = waited.saturating_add(least(config, failed));
        if waited >= limit {
            return Some(never_starts(failed + 1, waited, written("delay").is_none(), name));
        }
    }
    None
}

const RESTLESS: &str = "`max` is unlimited without a delay and without a limit: such a call never rests and never \
                        ends; set a delay, or a `timeout`";

fn longer_than_the_cap(delay: &str, max_delay: Option<&str>, cap: Duration) -> String {
    let cap = max_delay.map_or_else(
        || format!("the default `max_delay` of {cap:?}"),
        |name| format!("`{name}`"),
    );
    format!("`{delay}` is longer than {cap}: no delay is ever as long; shorten it, or allow more with `max_delay`")
}

fn never_starts(attempt: u32, waited: Duration, by_default: bool, limit: &str) -> String {
    let default = if by_default {
        ", since `delay` is 1s by default"
    } else {
        ""
    };
    let possible = attempt - 1;
    format!(
        "attempt {attempt} can never start: the delays before it take at least {waited:?}{default}, and `{limit}` ends \
         the call before; allow more time, shorten the delays, or write `max = {possible}`"
    )
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
