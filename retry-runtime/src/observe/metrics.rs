//! Counters and histograms of the facade `metrics`.

use std::sync::Once;

use metrics::{Unit, counter, describe_counter, describe_histogram, histogram};

use crate::observe::event::{Event, EventKind};

/// The names of the metrics, and of their labels.
pub mod names {
    /// `retry_retries_total`: a counter of retries.
    pub const RETRIES: &str = "retry_retries_total";
    /// `retry_give_ups_total`: a counter of calls that gave up, with the label [`REASON`].
    pub const GIVE_UPS: &str = "retry_give_ups_total";
    /// `retry_recoveries_total`: a counter of calls that succeeded after at least one retry.
    pub const RECOVERIES: &str = "retry_recoveries_total";
    /// `retry_delay_seconds`: a histogram of the delays before further attempts.
    pub const DELAY: &str = "retry_delay_seconds";
    /// `retry_attempts`: a histogram of the attempts of ended calls that needed more than one.
    pub const ATTEMPTS: &str = "retry_attempts";
    /// `operation`: the operation's name, on each of them.
    pub const OPERATION: &str = "operation";
    /// `reason`: why a call gave up, as [`Reason::as_str`] has it.
    ///
    /// [`Reason::as_str`]: crate::observe::Reason::as_str
    pub const REASON: &str = "reason";
}

/// Describes the metrics to the recorder that is installed. The first event does it; a program whose recorder is
/// installed later, or that wants the descriptions earlier, calls it itself.
pub fn describe() {
    describe_counter!(names::RETRIES, Unit::Count, "Failed attempts that another one followed");
    describe_counter!(names::GIVE_UPS, Unit::Count, "Calls that gave up");
    describe_counter!(names::RECOVERIES, Unit::Count, "Calls that succeeded after retries");
    describe_histogram!(names::DELAY, Unit::Seconds, "Delays before further attempts");
    describe_histogram!(
        names::ATTEMPTS,
        Unit::Count,
        "Attempts of calls that needed more than one"
    );
}

pub(super) fn emit(event: &Event<'_>) {
    static DESCRIBED: Once = Once::new();
    DESCRIBED.call_once(describe);
    let operation = event.operation;
    match event.kind {
        EventKind::Retry => {
            counter!(names::RETRIES, names::OPERATION => operation).increment(1);
            if let Some(delay) = event.delay {
                histogram!(names::DELAY, names::OPERATION => operation).record(delay);
            }
            return;
        }
        EventKind::GiveUp => {
            let reason = event.reason.map_or("", |reason| reason.as_str());
            counter!(names::GIVE_UPS, names::OPERATION => operation, names::REASON => reason).increment(1);
        }
        EventKind::Recovery => counter!(names::RECOVERIES, names::OPERATION => operation).increment(1),
    }
    if event.attempt > 1 {
        histogram!(names::ATTEMPTS, names::OPERATION => operation).record(event.attempt);
    }
}
