//! The numbers in events and metrics, and the names of both.

use std::collections::BTreeSet;
use std::time::Duration;

use metrics_util::debugging::DebuggingRecorder;
use retry_runtime::observe::{self, fields, names};
use retry_runtime::{RetryConfig, RetryError, retry};
use tokio::time::sleep;

use crate::sinks::{Kept, observed};
use crate::support::{Error, fail, ms};

#[retry(max = 4, delay_ms = 100, jitter = none, name = "third")]
async fn third(n: &mut u32) -> Result<u32, RetryError<Error>> {
    sleep(ms(20)).await;
    if *n < 2 { fail(n) } else { Ok(*n) }
}

#[test]
fn an_event_has_every_field_in_its_unit() {
    let observed = observed(third(&mut 0));
    let events: Vec<_> = observed
        .events()
        .iter()
        .map(|event| (event["level"].clone(), event["fields"].clone()))
        .collect();
    let error = |text: &str| serde_json::json!(text);
    assert_eq!(
        events,
        [
            (
                "WARN".into(),
                serde_json::json!({
                    "message": "attempt failed, retrying",
                    "retry.operation": "third",
                    "retry.attempt": 1,
                    "retry.max": 4,
                    "retry.delay_ms": 100,
                    "retry.elapsed_ms": 20,
                    "retry.reason": "error",
                    "error.type": "observe::support::Error",
                    "exception.message": error("Transient(1)"),
                })
            ),
            (
                "WARN".into(),
                serde_json::json!({
                    "message": "attempt failed, retrying",
                    "retry.operation": "third",
                    "retry.attempt": 2,
                    "retry.max": 4,
                    "retry.delay_ms": 200,
                    "retry.elapsed_ms": 140,
                    "retry.reason": "error",
                    "error.type": "observe::support::Error",
                    "exception.message": error("Transient(2)"),
                })
            ),
            (
                "INFO".into(),
                serde_json::json!({
                    "message": "succeeded after retries",
                    "retry.operation": "third",
                    "retry.attempt": 3,
                    "retry.max": 4,
                    "retry.elapsed_ms": 360,
                })
            ),
        ]
    );
}

#[test]
fn giving_up_is_an_error_and_its_fields_are_these() {
    #[retry(max = 1, delay_ms = 100, jitter = none, max_delay_ms = 200, name = "busy")]
    async fn none() -> Result<(), Error> {
        Err(Error::Busy(ms(201)))
    }
    #[retry(max = 2, delay_ms = 100, jitter = none, max_delay_ms = 200, name = "busy")]
    async fn busy() -> Result<(), Error> {
        Err(Error::Busy(ms(201)))
    }
    assert!(observed(none()).lines.is_empty());
    let observed = observed(busy());
    assert_eq!(observed.lines.len(), 1);
    assert_eq!(observed.lines[0]["level"], "ERROR");
    assert_eq!(
        observed.lines[0]["fields"],
        serde_json::json!({
            "message": "gave up",
            "retry.operation": "busy",
            "retry.attempt": 1,
            "retry.max": 2,
            "retry.elapsed_ms": 0,
            "retry.reason": "retry_after",
            "error.type": "observe::support::Error",
            "exception.message": "Busy(201ms)",
        })
    );
}

#[test]
fn the_names_of_the_fields_are_the_constants() {
    let observed = observed(third(&mut 0));
    let written: BTreeSet<_> = observed
        .events()
        .iter()
        .flat_map(|event| event["fields"].as_object().unwrap().keys().cloned())
        .collect();
    let constants = [
        fields::OPERATION,
        fields::ATTEMPT,
        fields::MAX,
        fields::DELAY_MS,
        fields::ELAPSED_MS,
        fields::REASON,
        fields::ERROR_TYPE,
        fields::EXCEPTION_MESSAGE,
        "message",
    ];
    assert_eq!(written, constants.map(str::to_owned).into());
    assert!(observed.events().iter().all(|event| event["target"] == observe::TARGET));
}

#[test]
fn without_a_most_there_is_no_field_for_it() {
    #[retry(max = unlimited, delay_ms = 1)]
    async fn call(n: &mut u32) -> Result<u32, Error> {
        if *n < 1 { fail(n) } else { Ok(*n) }
    }
    let observed = observed(call(&mut 0));
    assert!(
        observed
            .events()
            .iter()
            .all(|event| event["fields"].get(fields::MAX).is_none())
    );
    assert_eq!(observed.kept[0].max, RetryConfig::UNLIMITED);
}

#[test]
fn elapsed_counts_from_the_first_wait_where_the_call_reads_the_clock_then_and_else_from_the_first_failure() {
    #[retry(max = 2, delay_ms = 100, jitter = none)]
    async fn own(n: &mut u32) -> Result<(), Error> {
        sleep(ms(20)).await;
        fail(n)
    }
    #[retry(max = 2, delay_ms = 100, jitter = none, timeout_secs = 9)]
    async fn limited(n: &mut u32) -> Result<(), Error> {
        sleep(ms(20)).await;
        fail(n)
    }
    let elapsed = |kept: Vec<Kept>| kept.iter().map(|kept| kept.elapsed).collect::<Vec<_>>();
    assert_eq!(elapsed(observed(own(&mut 0)).kept), [ms(0), ms(120)]);
    assert_eq!(elapsed(observed(limited(&mut 0)).kept), [ms(20), ms(140)]);
}

#[test]
fn metrics_count_retries_delays_and_attempts() {
    let observed = observed(async {
        third(&mut 0).await.unwrap();
        third(&mut 1).await.unwrap();
        third(&mut 2).await.unwrap();
    });
    let values = |key: &str| observed.metrics.get(key).map(Vec::as_slice);
    assert_eq!(values("retry_retries_total{operation=\"third\"}"), Some(&[3.0][..]));
    assert_eq!(values("retry_recoveries_total{operation=\"third\"}"), Some(&[2.0][..]));
    assert_eq!(
        values("retry_delay_seconds{operation=\"third\"}"),
        Some(&[0.1, 0.2, 0.1][..])
    );
    // The third call needed one attempt alone.
    assert_eq!(values("retry_attempts{operation=\"third\"}"), Some(&[3.0, 2.0][..]));
    assert_eq!(observed.metrics.len(), 4);
}

#[test]
fn metrics_count_give_ups_by_reason() {
    #[retry(max = 2, delay_ms = 1, max_delay_secs = 1, name = "f")]
    async fn call(errors: &mut Vec<Error>) -> Result<(), Error> {
        Err(errors.remove(0))
    }
    let observed = observed(async {
        let busy = Error::Busy(Duration::from_secs(2));
        for errors in [
            vec![Error::Transient(1), Error::Transient(2)],
            vec![Error::Transient(1), Error::Permanent],
            vec![busy],
            vec![Error::Transient(1), Error::Transient(2)],
        ] {
            call(&mut errors.clone()).await.unwrap_err();
        }
    });
    let count =
        |reason: &str| observed.metrics[&format!("retry_give_ups_total{{operation=\"f\",reason={reason:?}}}")].clone();
    assert_eq!(count("max"), [2.0]);
    assert_eq!(count("permanent"), [1.0]);
    assert_eq!(count("retry_after"), [1.0]);
    // That of the call which ended at its first attempt is not among them.
    assert_eq!(observed.metrics["retry_attempts{operation=\"f\"}"], [2.0, 2.0, 2.0]);
}

#[test]
fn every_metric_is_described() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    metrics::with_local_recorder(&recorder, || {
        observe::describe();
        runtime.block_on(third(&mut 0)).unwrap();
        runtime.block_on(async {
            #[retry(max = 2, delay_ms = 1)]
            async fn fails() -> Result<(), Error> {
                fail(&mut 0)
            }
            fails().await.unwrap_err();
        });
    });
    let mut described = BTreeSet::new();
    for (key, unit, description, _) in snapshotter.snapshot().into_vec() {
        let name = key.key().name().to_owned();
        assert!(unit.is_some() && description.is_some(), "{name}");
        described.insert(name);
    }
    let all = [
        names::RETRIES,
        names::GIVE_UPS,
        names::RECOVERIES,
        names::DELAY,
        names::ATTEMPTS,
    ];
    assert_eq!(described, all.map(str::to_owned).into());
}
