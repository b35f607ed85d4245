//! Our schedule against that of `backoff` 0.4: equal where no cap is reached, and never above the cap where `backoff` is.

use std::time::Duration;

use backoff::ExponentialBackoff;
use backoff::backoff::Backoff;
use proptest::prelude::*;
use retry_runtime::{Jitter, RetryConfig, retry_with_backoff};
use tokio::time::Instant;

use crate::support::Error;

fn oracle(config: &RetryConfig, factor: f64) -> ExponentialBackoff {
    ExponentialBackoff {
        current_interval: config.get_delay(),
        initial_interval: config.get_delay(),
        multiplier: config.get_multiplier(),
        randomization_factor: factor,
        max_interval: config.get_max_delay(),
        max_elapsed_time: None,
        ..ExponentialBackoff::default()
    }
}

/// The delays between the attempts of one call, in virtual time.
fn drawn(config: &RetryConfig) -> Vec<Duration> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut begun = Vec::new();
        let call = retry_with_backoff(config, || {
            begun.push(Instant::now());
            std::future::ready(Err::<(), _>(Error::Transient(0)))
        });
        assert!(call.await.is_err());
        begun.windows(2).map(|two| two[1] - two[0]).collect()
    })
}

fn config() -> impl Strategy<Value = RetryConfig> {
    (1u64..5000, 1.0f64..4.0, 5000u64..60_000, 2u32..12).prop_map(|(delay, multiplier, cap, max)| {
        RetryConfig::new()
            .max(max)
            .delay(Duration::from_millis(delay))
            .multiplier(multiplier)
            .max_delay(Duration::from_millis(cap))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn without_jitter_the_schedules_are_equal(config in config()) {
        let mut oracle = oracle(&config, 0.0);
        let config = config.jitter(Jitter::None);
        // `backoff` cuts each interval to the nanosecond before it multiplies on, so that its error grows with it; we
        // round once.
        let mut nanos = 1.0;
        for ours in config.delays() {
            let theirs = oracle.next_backoff().unwrap();
            let error = ours.abs_diff(theirs);
            prop_assert!(error.as_secs_f64() * 1e9 <= nanos, "{ours:?} {theirs:?}");
            nanos = nanos * config.get_multiplier() + 1.0;
        }
    }

    #[test]
    fn with_jitter_our_delays_are_spread_alike_and_never_above_the_cap(config in config(), factor in 0.0f64..=1.0) {
        let config = config.jitter(Jitter::Factor(factor));
        // The timer rounds up to the millisecond.
        let tick = Duration::from_millis(1);
        for (ours, middle) in drawn(&config).into_iter().zip(config.delays()) {
            prop_assert!(ours + tick >= middle.mul_f64(1.0 - factor), "{ours:?} {middle:?} {factor}");
            prop_assert!(ours <= middle.mul_f64(1.0 + factor) + tick, "{ours:?} {middle:?} {factor}");
            prop_assert!(ours <= config.get_max_delay() + tick, "{ours:?} {:?}", config.get_max_delay());
        }
    }
}

#[test]
fn the_jitter_of_backoff_passes_its_cap_and_ours_does_not() {
    let config = RetryConfig::new().max(1000).max_delay(Duration::from_secs(30));
    let mut oracle = oracle(&config, 0.5);
    let above = (1..1000)
        .filter(|_| oracle.next_backoff().unwrap() > config.get_max_delay())
        .count();
    assert!(above > 300, "{above}");
    assert!(drawn(&config).iter().all(|delay| *delay <= config.get_max_delay()));
}
