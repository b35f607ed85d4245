//! What retries do to a server that fails for a while: ten thousand clients in virtual time.

use std::sync::LazyLock;
use std::time::Duration;

use crate::storm::clients::Storm;
use crate::storm::settings::SETTINGS;
use crate::storm::{drawing, nested, run, storms};

const CLIENTS: u32 = 10_000;

static STORMS: LazyLock<Vec<Storm>> = LazyLock::new(|| storms(CLIENTS).expect("a runtime"));

fn storm(name: &str) -> &'static Storm {
    STORMS.iter().find(|storm| storm.name.contains(name)).expect(name)
}

#[test]
fn retries_more_than_double_the_load_and_a_budget_keeps_it() {
    assert_eq!(STORMS.len(), SETTINGS.len());
    for storm in STORMS.iter() {
        let amplification = storm.amplification();
        let bounds = match storm.name {
            "no retries" => 1.0..=1.0,
            name if name.ends_with("a budget") => 1.0..=1.2,
            _ => 2.0..=5.0,
        };
        assert!(bounds.contains(&amplification), "{}: {amplification}", storm.name);
    }
}

#[test]
fn without_jitter_all_clients_return_at_the_same_moment() {
    let together = storm("no jitter");
    assert!(together.load.iter().filter(|requests| **requests >= CLIENTS).count() == 4);
    for jitter in ["full", "equal", "decorrelated", "default"] {
        let spread = storm(jitter);
        assert!(spread.peak() * 2.0 < together.peak(), "{jitter}: {}", spread.peak());
        assert!(spread.failed < together.failed, "{jitter}: {}", spread.failed);
        assert!(spread.recovery < together.recovery, "{jitter}: {:?}", spread.recovery);
    }
}

#[test]
fn hints_leave_no_call_failed_and_a_budget_fails_as_many_as_there_were_retries_to_refuse() {
    assert_eq!(storm("hints").failed, 0);
    let (budget, none) = (storm("a budget"), storm("no retries"));
    assert!(budget.failed <= none.failed);
    assert_eq!(budget.recovery, Duration::ZERO);
    // Ten retries for each of a hundred processes, and no more: every other call fails with its first attempt.
    let retries = budget.load.iter().sum::<u32>() - budget.calls;
    assert_eq!(retries, CLIENTS / 10);
}

#[test]
fn the_numbers_of_the_readme_are_these() {
    let amplifications = STORMS.iter().map(Storm::amplification);
    let [least, most] = [f64::min, f64::max].map(|either| amplifications.clone().filter(|of| *of > 1.2).reduce(either));
    for sentence in [
        format!("{} calls have failed", storm("default").failed),
        format!("Retries are {:.1} to {:.1} requests", least.unwrap(), most.unwrap()),
        format!("they stay at {:.2}", storm("a budget").amplification()),
    ] {
        assert!(crate::README.replace('\n', " ").contains(&sentence), "{sentence}");
    }
}

#[test]
fn three_layers_of_three_attempts_make_27_requests() {
    assert_eq!(nested::requests().unwrap(), [3, 9, 27]);
}

#[test]
fn the_picture_and_the_clients_behind_it_are_the_same_in_every_run() {
    let again = storms(CLIENTS / 10).unwrap();
    assert!(
        again
            .iter()
            .zip(storms(CLIENTS / 10).unwrap())
            .all(|(storm, again)| storm.load == again.load)
    );
    let drawn = drawing::draw(&STORMS, nested::requests().unwrap(), CLIENTS).unwrap();
    crate::matches("storm", &drawn);
}

#[test]
fn a_mistake_in_the_arguments_is_a_message() {
    for (argument, message) in [
        ("clients=0", "clients=0: number would be zero"),
        ("clients=many", "clients=many: invalid digit"),
        ("many", "many: the arguments are"),
    ] {
        let error = run(std::iter::once(argument.to_owned())).unwrap_err().to_string();
        assert!(error.starts_with(message), "{error}");
    }
}
