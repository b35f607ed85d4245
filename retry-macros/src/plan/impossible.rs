//! Policies that cannot be meant: what a file is refused for too, in the same words.

use std::time::Duration;

use syn::Expr;

use super::numbers::{Delays, Limit, Numbers};
use crate::errors::Errors;
use crate::parse::args::{Arg, ArgValue};
use crate::parse::keys::Key;

/// More attempts than this are nobody's literal, and would only keep the compiler busy.
const MOST: u32 = 10_000;

/// `max = unlimited`.
const UNLIMITED: u32 = u32::MAX;

/// Reports what is impossible among the values that are known here, at the value that makes it so. With a `backoff` the
/// delays are its own.
pub(super) fn check(numbers: &Numbers, own_delays: bool, args: &[Arg], errors: &mut Errors) {
    let written = |key| {
        args.iter().find_map(|arg| match &arg.value {
            ArgValue::Expr(value) if arg.spec.key == key => Some(Written {
                name: arg.spec.name,
                value,
            }),
            _ => None,
        })
    };
    let delay = written(Key::Delay);
    // A cap below the default delay says enough by itself.
    if let (Some(Written { name, value }), Some(delay), Some(cap)) = (&delay, numbers.delay, numbers.max_delay) {
        if delay > cap {
            let cap = written(Key::MaxDelay).map_or_else(
                || format!("the default `max_delay` of {cap:?}"),
                |max_delay| format!("`{}`", max_delay.name),
            );
            errors.at(
                value,
                format!(
                    "`{name}` is longer than {cap}: no delay is ever as long; shorten it, or allow more with `max_delay`"
                ),
            );
        }
    }
    let timeout = written(Key::Timeout);
    if let (Some(attempt), Some(call)) = (written(Key::AttemptTimeout), &timeout) {
        let limits = (numbers.attempt_timeout, numbers.timeout);
        if matches!(limits, (Some(Limit::After(attempt)), Some(Limit::After(call))) if attempt >= call) {
            errors.at(
                attempt.value,
                format!(
                    "`{}` is not shorter than `{}`: it never cuts an attempt; shorten it, or leave it out",
                    attempt.name, call.name
                ),
            );
        }
    }
    let Some(delays) = numbers.delays().filter(|_| !own_delays) else {
        return;
    };
    match (timeout, numbers.timeout) {
        (Some(timeout), Some(Limit::After(limit))) => {
            let all_written = written(Key::Max).is_some() && delay.is_some();
            if let Some((attempt, waited)) = unreachable(&delays, limit, all_written) {
                let default = if delay.is_none() {
                    ", since `delay` is 1s by default"
                } else {
                    ""
                };
                let (name, possible) = (timeout.name, attempt - 1);
                errors.at(
                    timeout.value,
                    format!(
                        "attempt {attempt} can never start: the delays before it take at least {waited:?}{default}, \
                         and `{name}` ends the call before; allow more time, shorten the delays, or write \
                         `max = {possible}`"
                    ),
                );
            }
        }
        (None, _) if delays.max == UNLIMITED && delays.unjittered(1).is_zero() => {
            if let Some(max) = written(Key::Max) {
                errors.at(
                    max.value,
                    "`max` is unlimited without a delay and without a limit: such a call never rests and never ends; \
                     set a delay, or a `timeout`",
                );
            }
        }
        _ => {}
    }
}

/// A key as it is written, and its value.
struct Written<'a> {
    name: &'static str,
    value: &'a Expr,
}

/// The first attempt that can never start within `limit`, and the least time that the delays before it take. Of a later
/// attempt than the second nothing is said unless `all_written`: a limit alone means "as often as it allows".
fn unreachable(delays: &Delays, limit: Duration, all_written: bool) -> Option<(u32, Duration)> {
    let attempts = if delays.max == UNLIMITED || !all_written {
        2
    } else {
        MOST
    };
    let mut waited = Duration::ZERO;
    for failed in 1..delays.max.min(attempts) {
        waited = waited.saturating_add(delays.least(failed));
        // A delay that would end at the deadline is not begun either.
        if waited >= limit {
            return Some((failed + 1, waited));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::numbers::{Delays, Numbers};
    use super::super::values::Jitter;
    use super::UNLIMITED;
    use std::time::Duration;

    const fn secs(secs: u64) -> Duration {
        Duration::from_secs(secs)
    }

    fn delays(max: u32, delay: Duration, jitter: Jitter) -> Delays {
        let numbers = Numbers {
            max: Some(max),
            delay: Some(delay),
            jitter: Some(jitter),
            ..Numbers::default()
        };
        numbers.delays().expect("all are known")
    }

    fn unreachable(max: u32, delay: Duration, jitter: Jitter, timeout: Duration) -> Option<(u32, Duration)> {
        super::unreachable(&delays(max, delay, jitter), timeout, true)
    }

    #[test]
    fn an_attempt_at_the_deadline_is_one_too_many() {
        // 1, 2 and 4 seconds.
        assert_eq!(unreachable(3, secs(1), Jitter::None, secs(3)), Some((3, secs(3))));
        let later = secs(3) + Duration::from_nanos(1);
        assert_eq!(unreachable(3, secs(1), Jitter::None, later), None);
        assert_eq!(unreachable(4, secs(1), Jitter::None, later), Some((4, secs(7))));
        assert_eq!(unreachable(1, secs(9), Jitter::None, secs(1)), None);
    }

    #[test]
    fn the_second_attempt_alone_counts_where_not_all_is_written_or_there_is_no_last_one() {
        let three = delays(3, secs(1), Jitter::None);
        assert_eq!(super::unreachable(&three, secs(2), false), None);
        assert_eq!(super::unreachable(&three, secs(1), false), Some((2, secs(1))));
        assert_eq!(unreachable(UNLIMITED, secs(1), Jitter::None, secs(2)), None);
        assert_eq!(
            unreachable(UNLIMITED, secs(1), Jitter::None, secs(1)),
            Some((2, secs(1)))
        );
    }

    #[test]
    fn the_shortest_delay_that_jitter_allows_counts() {
        assert_eq!(unreachable(9, secs(9), Jitter::Full, secs(1)), None);
        assert_eq!(unreachable(9, secs(9), Jitter::Factor(1.0), secs(1)), None);
        assert_eq!(unreachable(3, secs(4), Jitter::Equal, secs(6)), Some((3, secs(6))));
        assert_eq!(
            unreachable(3, secs(4), Jitter::Factor(0.25), secs(9)),
            Some((3, secs(9)))
        );
        // It may stay at the first delay.
        assert_eq!(
            unreachable(3, secs(4), Jitter::Decorrelated, secs(8)),
            Some((3, secs(8)))
        );
        assert_eq!(unreachable(3, secs(4), Jitter::Decorrelated, secs(9)), None);
    }

    #[test]
    fn extreme_values_end() {
        assert_eq!(unreachable(UNLIMITED - 1, Duration::ZERO, Jitter::None, secs(1)), None);
        assert_eq!(unreachable(2, Duration::MAX, Jitter::None, secs(31)), None);
        assert_eq!(
            unreachable(3, Duration::MAX, Jitter::None, secs(31)),
            Some((3, secs(60)))
        );
    }
}
