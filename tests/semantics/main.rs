//! What a retried call means, on tokio's paused clock: a file for each key or concept.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod budget;
mod classify;
mod cuts;
mod deadlines;
mod drawing;
mod events;
mod fallback;
mod functions;
mod guards;
mod hints;
mod hooks;
mod keys;
mod lifecycle;
mod model;
mod names;
mod optional;
mod outcomes;
mod overrides;
mod own_schedule;
mod pairs;
mod retry_errors;
mod schedule_oracle;
mod seeds;
mod support;
mod timing;
mod too_long;
mod unlimited;
mod values;
mod yielding;
