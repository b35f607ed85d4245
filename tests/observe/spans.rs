//! Events are inside the caller's span, and inside that of `#[instrument]` where it stands below `#[retry]`.

use retry_runtime::retry;
use serde_json::Value;
use tracing::Instrument;

use crate::sinks::observed;
use crate::support::{Error, fail};

/// Of each line its target, and the names of the spans around it.
fn spans(lines: &[Value]) -> Vec<(String, Vec<String>)> {
    let name = |span: &Value| span["name"].as_str().unwrap().to_owned();
    lines
        .iter()
        .map(|line| {
            let spans = line["spans"].as_array().map(Vec::as_slice).unwrap_or_default();
            let target = line["target"].as_str().unwrap();
            (
                target.rsplit("::").next().unwrap().to_owned(),
                spans.iter().map(name).collect(),
            )
        })
        .collect()
}

fn expected(lines: &[(&str, &[&str])]) -> Vec<(String, Vec<String>)> {
    lines
        .iter()
        .map(|(target, spans)| {
            (
                (*target).to_owned(),
                spans.iter().map(|span| (*span).to_owned()).collect(),
            )
        })
        .collect()
}

#[retry(max = 2, delay_ms = 1)]
async fn bare(n: &mut u32) -> Result<(), Error> {
    fail(n)
}

#[tracing::instrument(err, skip_all)]
#[retry(max = 2, delay_ms = 1)]
async fn retry_below(n: &mut u32) -> Result<(), Error> {
    fail(n)
}

#[retry(max = 2, delay_ms = 1)]
#[tracing::instrument(err, skip_all)]
async fn retry_above(n: &mut u32) -> Result<(), Error> {
    fail(n)
}

async fn caller<F: Future>(call: F) -> F::Output {
    call.instrument(tracing::info_span!("caller")).await
}

#[test]
fn events_are_inside_the_span_of_the_caller() {
    let lines = observed(caller(bare(&mut 0))).lines;
    assert_eq!(
        spans(&lines),
        expected(&[("retry", &["caller"]), ("retry", &["caller"])])
    );
}

#[test]
fn with_retry_below_instrument_each_attempt_has_a_span_and_err_logs_each_failure() {
    let lines = observed(caller(retry_below(&mut 0))).lines;
    assert_eq!(
        spans(&lines),
        expected(&[
            ("spans", &["caller", "retry_below"]),
            ("retry", &["caller"]),
            ("spans", &["caller", "retry_below"]),
            ("retry", &["caller"]),
        ])
    );
}

#[test]
fn with_retry_above_instrument_one_span_has_the_retries_and_err_logs_the_end() {
    let lines = observed(caller(retry_above(&mut 0))).lines;
    assert_eq!(
        spans(&lines),
        expected(&[
            ("retry", &["caller", "retry_above"]),
            ("retry", &["caller", "retry_above"]),
            ("spans", &["caller", "retry_above"]),
        ])
    );
}
