//! `events = off`, and filters.

use retry_runtime::observe::EventKind::{GiveUp, Retry};
use retry_runtime::{RetryError, retry};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;

use crate::sinks::{Buffer, observed};
use crate::support::{Error, fail};

#[retry(max = 3, delay_ms = 1, events = off)]
async fn short(n: &mut u32) -> Result<(), Error> {
    fail(n)
}

#[retry(max = 3, delay_ms = 1, events = off)]
async fn wrapped(n: &mut u32) -> Result<(), RetryError<Error>> {
    fail(n)
}

#[retry(max = 3, delay_ms = 1, when = |_| true, events = off, on_retry = |event| names.push(event.name))]
async fn long(n: &mut u32, names: &mut Vec<&'static str>) -> Result<(), Error> {
    fail(n)
}

#[retry(max = 3, delay_ms = 1, events = off)]
async fn recovers(n: &mut u32) -> Result<u32, Error> {
    if *n < 2 { fail(n) } else { Ok(*n) }
}

#[test]
fn a_function_without_events_tells_no_sink_and_its_hook_all_the_same() {
    let mut names = Vec::new();
    let observed = observed(async {
        short(&mut 0).await.unwrap_err();
        wrapped(&mut 0).await.unwrap_err();
        long(&mut 0, &mut names).await.unwrap_err();
        recovers(&mut 0).await.unwrap();
    });
    assert!(observed.lines.is_empty() && observed.kept.is_empty() && observed.metrics.is_empty());
    assert_eq!(names, ["observe::silence::long"; 2]);
}

#[test]
fn of_two_stacked_attributes_one_may_be_silent() {
    #[retry(max = 2, delay_ms = 1, name = "outer", events = on)]
    #[retry(max = 2, delay_ms = 1, name = "inner", events = off)]
    async fn stacked(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    let observed = observed(stacked(&mut 0));
    assert!(observed.kept.iter().all(|kept| kept.operation == "outer"));
    assert_eq!(observed.story(), [(Retry, 1, Some("error")), (GiveUp, 2, Some("max"))]);
}

#[tokio::test(start_paused = true)]
async fn a_filter_on_the_target_silences_all_or_a_level() {
    #[retry(max = 2, delay_ms = 1)]
    async fn call(n: &mut u32) -> Result<(), Error> {
        tracing::info!("an attempt");
        fail(n)
    }
    for (filter, levels) in [
        (
            Targets::new().with_default(tracing::Level::TRACE),
            vec!["INFO", "WARN", "INFO", "ERROR"],
        ),
        ("info,retry=error".parse().unwrap(), vec!["INFO", "INFO", "ERROR"]),
        ("info,retry=off".parse().unwrap(), vec!["INFO", "INFO"]),
        ("off,retry=warn".parse().unwrap(), vec!["WARN", "ERROR"]),
    ] {
        let buffer = Buffer::default();
        let layer = tracing_subscriber::fmt::layer().json().with_writer(buffer.clone());
        let subscriber = tracing_subscriber::registry().with(layer.with_filter(filter));
        let guard = tracing::subscriber::set_default(subscriber);
        call(&mut 0).await.unwrap_err();
        drop(guard);
        let seen: Vec<_> = buffer
            .lines()
            .iter()
            .map(|line| line["level"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(seen, levels);
    }
}
