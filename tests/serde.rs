//! `RetryConfig` and `RetryOverrides` in configuration files.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use std::time::Duration;

use retry_runtime::{Jitter, RetryConfig, RetryOverrides};
use serde::Deserialize;

const ALL: &str = r#"
    max = 5
    delay_ms = 250
    multiplier = 1.5
    max_delay_ms = 4000
    jitter = "equal"
    timeout_ms = 9000
    attempt_timeout_ms = 700
"#;

fn all() -> RetryConfig {
    RetryConfig::new()
        .max(5)
        .delay(Duration::from_millis(250))
        .multiplier(1.5)
        .max_delay(Duration::from_secs(4))
        .jitter(Jitter::Equal)
        .timeout(Duration::from_secs(9))
        .attempt_timeout(Duration::from_millis(700))
}

fn toml(text: &str) -> Result<RetryConfig, String> {
    toml::from_str(text).map_err(|error| error.message().to_owned())
}

#[test]
fn every_field_is_read() {
    assert_eq!(toml(ALL), Ok(all()));
    assert_eq!(toml(""), Ok(RetryConfig::new()));
    let hand_written = "retry_max = 5\nretry_delay_ms = 250\ntimeout_secs = 9";
    let expected = RetryConfig::new()
        .max(5)
        .delay(Duration::from_millis(250))
        .timeout(Duration::from_secs(9));
    assert_eq!(toml(hand_written), Ok(expected));
    for same in [
        "max = 5\ndelay = '250ms'\ntimeout = '9s'",
        "max = 5\ndelay = '0.25s'\ntimeout = '8s 1000ms'",
        "max = '5'\ndelay_ms = 250\ntimeout_secs = 9\nattempt_timeout = 'none'",
        "max = 5\ndelay_ms = 250\ntimeout_ms = 9000\nmax_delay_secs = 30",
    ] {
        assert_eq!(toml(same), Ok(expected), "{same}");
    }
    assert_eq!(
        toml("max = 'unlimited'"),
        Ok(RetryConfig::new().max(RetryConfig::UNLIMITED))
    );
}

#[test]
fn jitter_is_a_word_or_a_factor() {
    for (text, jitter) in [
        ("'none'", Jitter::None),
        ("'full'", Jitter::Full),
        ("'equal'", Jitter::Equal),
        ("'decorrelated'", Jitter::Decorrelated),
        ("0.25", Jitter::Factor(0.25)),
        ("1", Jitter::Factor(1.0)),
        ("'0.1'", Jitter::Factor(0.1)),
    ] {
        let config = toml(&format!("jitter = {text}")).unwrap();
        assert_eq!(config.get_jitter(), jitter);
    }
}

#[test]
fn numbers_may_be_strings_as_the_environment_has_them() {
    let config: RetryConfig =
        serde_json::from_str(r#"{"max": "7", "multiplier": "3", "timeout_secs": " 2 ", "delay_ms": null}"#).unwrap();
    let expected = RetryConfig::new()
        .max(7)
        .multiplier(3.0)
        .timeout(Duration::from_secs(2));
    assert_eq!(config, expected);
}

#[test]
fn each_message_names_its_field_and_the_bound() {
    for (text, message) in [
        (
            "max = 0",
            "`max` must be at least 1: it counts all attempts, the first included",
        ),
        (
            "retry_max = 0",
            "`retry_max` must be at least 1: it counts all attempts, the first included",
        ),
        (
            "max = -1",
            "`max` cannot be negative: as many attempts as it takes are `unlimited`",
        ),
        (
            "timeout = -1",
            "`timeout` cannot be negative: leave it out for no limit",
        ),
        (
            "timeout_secs = 0.5",
            "`timeout_secs` must be a whole number, not 0.5: write `timeout_ms = 500`",
        ),
        ("max = 4294967296", "`max` must be at most 4294967295"),
        ("max = 2.5", "`max` must be a whole number, not 2.5"),
        ("max = 'many'", "`max` must be a whole number, not \"many\""),
        ("delay_ms = -5", "`delay_ms` cannot be negative: 0 is no delay"),
        (
            "retry_delay_ms = -5",
            "`retry_delay_ms` cannot be negative: 0 is no delay",
        ),
        ("max_delay_ms = 0.5", "`max_delay_ms` must be a whole number, not 0.5"),
        (
            "multiplier = 0.5",
            "`multiplier` must be at least 1.0 and finite: delays never shrink",
        ),
        (
            "multiplier = inf",
            "`multiplier` must be at least 1.0 and finite: delays never shrink",
        ),
        ("multiplier = 'x'", "`multiplier` must be a number, not \"x\""),
        (
            "timeout_ms = 0",
            "`timeout_ms` must be longer than zero: leave it out for no limit",
        ),
        (
            "timeout_secs = 0",
            "`timeout_secs` must be longer than zero: leave it out for no limit",
        ),
        (
            "attempt_timeout_ms = 0",
            "`attempt_timeout_ms` must be longer than zero: leave it out for no limit",
        ),
        (
            "jitter = 1.5",
            "`jitter` must be a factor from 0.0 to 1.0: it is the share of the delay that varies",
        ),
        (
            "jitter = 'ful'",
            "`jitter` must be `none`, `full`, `equal`, `decorrelated` or a factor from 0.0 to 1.0, not \"ful\"",
        ),
        (
            "max = 3\nretry_max = 3",
            "`max` and `retry_max` set the same: give one of them",
        ),
        (
            "timeout_ms = 3000\ntimeout_secs = 3",
            "`timeout_ms` and `timeout_secs` set the same: give one of them",
        ),
        (
            "delay = 200",
            "`delay` needs a unit: write `delay_ms = 200` or `delay_secs = 200`",
        ),
        (
            "delay_ms = 5\ndelay = '5ms'",
            "`delay` and `delay_ms` set the same: give one of them",
        ),
        (
            "max_delay = true",
            "`max_delay` must be a time as \"200ms\" or \"1m 30s\", not true",
        ),
        ("delay_ms = '200ms'", "`delay_ms` must be a whole number, not \"200ms\""),
        ("max = true", "`max` must be a whole number, not true"),
        ("delay_ms = [1]", "`delay_ms` must be a whole number, not a list"),
        (
            "jitter = { factor = 1 }",
            "`jitter` must be `none`, `full`, `equal`, `decorrelated` or a factor from 0.0 to 1.0, not a table",
        ),
    ] {
        let error = toml(text).unwrap_err();
        assert_eq!(error, message, "{text}");
    }
    let unit = toml("timeout = '9 parsecs'").unwrap_err();
    assert!(unit.starts_with("`timeout` must be a time as"), "{unit}");
    let unknown = toml("retries = 3").unwrap_err();
    assert!(
        unknown.starts_with("unknown field `retries`, expected one of `max`, `delay_ms`"),
        "{unknown}"
    );
    let twice = serde_json::from_str::<RetryConfig>(r#"{"max": 1, "max": 2}"#).unwrap_err();
    assert!(twice.to_string().starts_with("`max` is given twice"), "{twice}");
}

#[test]
fn a_message_points_at_the_value() {
    let error = toml::from_str::<RetryConfig>("delay_ms = 5\nmax = 0\n").unwrap_err();
    assert_eq!(error.span(), Some(19..20));
}

#[test]
fn null_is_as_good_as_left_out() {
    let config: RetryConfig = serde_json::from_str(r#"{"timeout_ms": null, "timeout_secs": 3}"#).unwrap();
    assert_eq!(config, RetryConfig::new().timeout(Duration::from_secs(3)));
}

#[test]
fn it_may_be_flattened_into_a_client_configuration() {
    #[derive(Deserialize)]
    struct Client {
        url: String,
        #[serde(flatten)]
        retry: RetryConfig,
    }
    let client: Client = toml::from_str("url = 'http://localhost'\nretry_max = 4\ntimeout_secs = 9").unwrap();
    assert_eq!(client.url, "http://localhost");
    assert_eq!(client.retry, RetryConfig::new().max(4).timeout(Duration::from_secs(9)));
}

#[test]
fn what_is_written_is_read_again() {
    for config in [
        RetryConfig::new(),
        all(),
        RetryConfig::new().jitter(Jitter::Factor(0.3)),
        RetryConfig::new().jitter(Jitter::None),
        RetryConfig::new().max_delay(Duration::from_millis(500)),
        RetryConfig::new().timeout(Duration::from_secs(1)),
        RetryConfig::new().max(9).timeout(Duration::from_secs(1)),
        RetryConfig::new().delay(Duration::from_nanos(1_500)),
        RetryConfig::new()
            .max(RetryConfig::UNLIMITED)
            .max_delay(Duration::from_secs(u64::MAX / 2)),
    ] {
        let text = serde_json::to_string(&config).unwrap();
        assert_eq!(serde_json::from_str::<RetryConfig>(&text).unwrap(), config, "{text}");
    }
}

#[test]
fn a_policy_that_is_impossible_is_refused() {
    for (text, message) in [
        (
            "timeout_ms = 400",
            "attempt 2 can never start: the delays before it take at least 500ms, since `delay` is 1s by default, and \
             `timeout_ms` ends the call before; allow more time, shorten the delays, or write `max = 1`",
        ),
        (
            "delay_secs = 60",
            "`delay_secs` is longer than the default `max_delay` of 30s: no delay is ever as long; shorten it, or \
             allow more with `max_delay`",
        ),
        (
            "max = 1\ndelay = '60s'\nmax_delay = '10s'",
            "`delay` is longer than `max_delay`: no delay is ever as long; shorten it, or allow more with `max_delay`",
        ),
        (
            "attempt_timeout_secs = 30\ntimeout_secs = 5",
            "`attempt_timeout_secs` is not shorter than `timeout_secs`: it never cuts an attempt; shorten it, or leave \
             it out",
        ),
        (
            "max = 3\ndelay_ms = 1000\njitter = 'none'\ntimeout_secs = 3",
            "attempt 3 can never start: the delays before it take at least 3s, and `timeout_secs` ends the call \
             before; allow more time, shorten the delays, or write `max = 2`",
        ),
        (
            "max = 'unlimited'\nmax_delay_ms = 0",
            "`max` is unlimited without a delay and without a limit: such a call never rests and never ends; set a \
             delay, or a `timeout`",
        ),
        (
            "max = 'unlimited'\ndelay = '0s'",
            "`max` is unlimited without a delay and without a limit: such a call never rests and never ends; set a \
             delay, or a `timeout`",
        ),
    ] {
        assert_eq!(toml(text).unwrap_err(), message, "{text}");
        // What is partial goes with values that are not known here.
        assert!(toml::from_str::<RetryOverrides>(text).is_ok(), "{text}");
    }
    for possible in [
        "delay_ms = 1000\njitter = 'none'\ntimeout_secs = 3",
        "max = 1\ntimeout_ms = 400",
        "max = 'unlimited'\ndelay = '0s'\ntimeout = '1s'",
        "max = 'unlimited'\ntimeout_secs = 9",
        "timeout_ms = 400\njitter = 'full'",
    ] {
        assert!(toml(possible).is_ok(), "{possible}: {:?}", toml(possible));
    }
}

#[test]
fn overrides_say_what_is_written_and_no_more() {
    let overrides = |text| toml::from_str::<RetryOverrides>(text).unwrap();
    assert_eq!(overrides(""), RetryOverrides::new());
    assert_eq!(overrides("max = 4"), RetryOverrides::new().max(4));
    assert_eq!(
        overrides("timeout = 'none'\nattempt_timeout_ms = 'none'"),
        RetryOverrides::new().no_timeout().no_attempt_timeout()
    );
    assert_eq!(overrides(ALL).over(RetryConfig::new().max(9)), all());
    let null: RetryOverrides = serde_json::from_str(r#"{"timeout_ms": null}"#).unwrap();
    assert_eq!(null, RetryOverrides::new());
    let error = toml::from_str::<RetryOverrides>("retry_max = 0").unwrap_err();
    assert!(error.message().starts_with("`retry_max` must be at least 1"), "{error}");
    for said in [
        RetryOverrides::new(),
        overrides(ALL),
        RetryOverrides::new().no_timeout(),
        RetryOverrides::new()
            .delay(Duration::from_micros(1))
            .no_attempt_timeout(),
    ] {
        let text = serde_json::to_string(&said).unwrap();
        assert_eq!(serde_json::from_str::<RetryOverrides>(&text).unwrap(), said, "{text}");
    }
}

#[test]
fn overrides_may_be_flattened_too() {
    #[derive(Deserialize)]
    struct Client {
        url: String,
        #[serde(flatten)]
        retry: RetryOverrides,
    }
    let client: Client = toml::from_str("url = 'http://localhost'\nretry_max = 4\ntimeout = 'none'").unwrap();
    assert_eq!(client.url, "http://localhost");
    assert_eq!(client.retry, RetryOverrides::new().max(4).no_timeout());
}
