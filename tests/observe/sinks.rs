//! A call with all three sinks, and what they were observed.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, Once};
use std::time::Duration;

use metrics_util::debugging::{DebugValue, DebuggingRecorder};
use retry_runtime::observe::{self, Event, EventKind, Reason};
use serde_json::Value;
use tracing_subscriber::fmt::MakeWriter;

/// An event, as the observer keeps it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Kept {
    pub(crate) kind: EventKind,
    pub(crate) operation: &'static str,
    pub(crate) attempt: u32,
    pub(crate) max: u32,
    pub(crate) elapsed: Duration,
    pub(crate) reason: Option<&'static str>,
    pub(crate) delay: Option<Duration>,
    /// The type and the text.
    pub(crate) error: Option<(&'static str, String)>,
}

thread_local! {
    static KEPT: RefCell<Vec<Kept>> = const { RefCell::new(Vec::new()) };
}

fn keep(event: &Event<'_>) {
    let kept = Kept {
        kind: event.kind,
        operation: event.operation,
        attempt: event.attempt,
        max: event.max,
        elapsed: event.elapsed,
        reason: event.reason.map(Reason::as_str),
        delay: event.delay,
        error: event.error.map(|error| (error.type_name(), error.to_string())),
    };
    KEPT.with_borrow_mut(|all| all.push(kept));
}

/// Where a subscriber writes.
#[derive(Clone, Default)]
pub(crate) struct Buffer(Arc<Mutex<Vec<u8>>>);

impl io::Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Buffer {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Buffer {
    /// Each line, as JSON.
    pub(crate) fn lines(&self) -> Vec<Value> {
        let bytes = self.0.lock().unwrap().clone();
        let text = String::from_utf8(bytes).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// What came of a call, and what was observed of it.
pub(crate) struct Observed<T> {
    pub(crate) output: T,
    /// Every line of the subscriber.
    pub(crate) lines: Vec<Value>,
    pub(crate) kept: Vec<Kept>,
    /// By name and labels, as `retry_give_ups_total{operation="f",reason="max"}`.
    pub(crate) metrics: BTreeMap<String, Vec<f64>>,
}

impl<T> Observed<T> {
    /// Of each event what it is, its attempt and its reason.
    pub(crate) fn story(&self) -> Vec<(EventKind, u32, Option<&'static str>)> {
        self.kept
            .iter()
            .map(|kept| (kept.kind, kept.attempt, kept.reason))
            .collect()
    }

    /// The lines of the target `retry`.
    pub(crate) fn events(&self) -> Vec<&Value> {
        self.lines.iter().filter(|line| line["target"] == "retry").collect()
    }

    /// The sum of a metric, whatever its labels are.
    pub(crate) fn sum(&self, name: &str) -> f64 {
        self.metrics
            .iter()
            .filter(|(key, _)| key.split('{').next() == Some(name))
            .flat_map(|(_, values)| values)
            .sum()
    }
}

/// Runs a future to its end, under a paused clock, with every sink.
pub(crate) fn observed<F: Future>(future: F) -> Observed<F::Output> {
    static SET: Once = Once::new();
    SET.call_once(|| observe::set(keep).unwrap());
    let buffer = Buffer::default();
    let subscriber = tracing_subscriber::fmt()
        .json()
        .with_writer(buffer.clone())
        .with_max_level(tracing::Level::TRACE)
        .finish();
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    KEPT.take();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    let output = tracing::subscriber::with_default(subscriber, || {
        metrics::with_local_recorder(&recorder, || runtime.block_on(future))
    });
    let metrics = snapshotter.snapshot().into_vec().into_iter().map(|(key, _, _, value)| {
        let labels: Vec<_> = key
            .key()
            .labels()
            .map(|label| format!("{}={:?}", label.key(), label.value()))
            .collect();
        let values = match value {
            DebugValue::Counter(count) => vec![f64::from(u32::try_from(count).unwrap())],
            DebugValue::Histogram(values) => values.into_iter().map(|value| *value).collect(),
            DebugValue::Gauge(gauge) => panic!("a gauge: {gauge}"),
        };
        (format!("{}{{{}}}", key.key().name(), labels.join(",")), values)
    });
    let observed = Observed {
        output,
        metrics: metrics.collect(),
        lines: buffer.lines(),
        kept: KEPT.take(),
    };
    agree(&observed);
    observed
}

/// Whatever is observed, each sink is observed it.
#[allow(clippy::cast_precision_loss, clippy::float_cmp, reason = "small whole numbers")]
fn agree<T>(observed: &Observed<T>) {
    let events = observed.events();
    assert_eq!(events.len(), observed.kept.len());
    for (event, kept) in events.iter().zip(&observed.kept) {
        let fields = &event["fields"];
        assert_eq!(fields["retry.operation"], kept.operation);
        assert_eq!(fields["retry.attempt"], kept.attempt);
        assert_eq!(fields["retry.reason"].as_str(), kept.reason);
        assert_eq!(
            fields["error.type"].as_str(),
            kept.error.as_ref().map(|(name, _)| *name)
        );
        let text = kept.error.as_ref().map(|(_, text)| text.as_str());
        assert_eq!(fields["exception.message"].as_str(), text);
    }
    for (name, kind) in [
        ("retry_retries_total", EventKind::Retry),
        ("retry_give_ups_total", EventKind::GiveUp),
        ("retry_recoveries_total", EventKind::Recovery),
    ] {
        let count = observed.kept.iter().filter(|kept| kept.kind == kind).count();
        assert_eq!(observed.sum(name), count as f64, "{name}");
    }
}
