//! Instructions per call, counted by callgrind, and sizes of futures.
//!
//! ```text
//! run='cargo run --release -p retry-benches --features peers --bin costs --'
//! $run             all tables
//! $run ours        the rows whose name contains it
//! $run ratios      ours against what is written by hand
//! $run sizes       futures alone, which takes no time
//! $run check       compared with limits.txt; with the feature `observed` with limits-observed.txt
//! $run limits      limits.txt, as it would be with two percent of slack
//! ```

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::hint::black_box;
use std::process::ExitCode;
use std::sync::atomic::Ordering::Relaxed;

use retry_benches::callgrind::{Figures, REPEATED, each_call};
use retry_benches::counting::{ALLOCATIONS, Counting};
use retry_benches::loops;
use retry_benches::operation::{Client, Does};

/// Calls `$loop` as often as `$calls` says.
macro_rules! repeat {
    ($client:expr, $calls:expr, $loop:path) => {{
        for _ in 0..$calls {
            $client.prepare();
            black_box($loop(black_box($client), black_box("key")).await).ok();
        }
    }};
}

/// The rows: a name, the loop, the one without delays, and the size of its future.
macro_rules! rows {
    ($($name:literal: $loop:path, $without_delay:expr;)*) => {
        const ROWS: &[(&str, bool)] = &[$(($name, $without_delay)),*];

        fn run(runtime: &tokio::runtime::Runtime, row: &str, client: &Client, calls: u32) {
            match row {
                // Each row in a function of its own: what one is inlined into says nothing of the others.
                $($name => measured(runtime, async { repeat!(client, calls, $loop) }),)*
                other => panic!("no row {other}"),
            }
        }

        fn size(row: &str) -> usize {
            let client = Client::new(Does::Succeed);
            match row {
                $($name => size_of_val(&$loop(&client, "key")),)*
                other => panic!("no row {other}"),
            }
        }
    };
}

rows! {
    "the bare function": loops::bare, false;
    "hand-written loop": loops::hand_written, false;
    "ours": loops::ours_without_limit, false;
    "tokio-retry 0.3": loops::tokio_retry, false;
    "tryhard 0.5": loops::tryhard, false;
    "backoff 0.4": loops::backoff, false;
    "backon 1": loops::backon, false;
    "backon-macros 1": loops::backon_macros, false;
    "retry-if 0.3": loops::retry_if, false;
    "hand-written loop in tokio::time::timeout": loops::hand_written_in_timeout, false;
    "ours, timeout_secs = 30": loops::ours, false;
    "backon 1 in tokio::time::timeout": loops::backon_in_timeout, false;
    "hand-written loop, no delay": loops::hand_written_without_delay, true;
    "hand-written loop, its delay an async fn, no delay": loops::hand_written_with_async_delay, true;
    "ours, no delay": loops::ours_without_limit_and_delay, true;
    "ours, delays drawn and cut to zero": loops::ours_with_delays_cut_to_zero, true;
    "hand-written loop in tokio::time::timeout, no delay": loops::hand_written_in_timeout_without_delay, true;
    "hand-written loop in tokio::time::timeout, its delay an async fn, no delay": loops::hand_written_in_timeout_with_async_delay, true;
    "ours, timeout_secs = 30, no delay": loops::ours_without_delay, true;
}

/// What the operation does in the columns of the table.
const KINDS: [(&str, Does); 3] = [
    ("ready", Does::Succeed),
    ("pending", Does::Wait),
    ("failing", Does::Fail),
];

/// The row whose delays are drawn, but not waited for.
const DRAWN: &str = "ours, delays drawn and cut to zero";

/// The one function that callgrind counts in.
#[inline(never)]
fn measured(runtime: &tokio::runtime::Runtime, row: impl Future<Output = ()>) {
    runtime.block_on(row);
}

fn inner(row: &str, kind: &str, calls: u32) {
    let does = KINDS
        .iter()
        .find(|(name, _)| *name == kind)
        .map_or(Does::Succeed, |(_, does)| *does);
    let client = Client::new(does);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let runtime = runtime.expect("a runtime");
    // What happens once in a thread is not part of a call.
    run(&runtime, row, &client, 3);
    let before = ALLOCATIONS.load(Relaxed);
    run(&runtime, row, &client, calls);
    println!("{}", ALLOCATIONS.load(Relaxed) - before);
}

/// What has been counted, so that a figure of two tables is counted once.
#[derive(Default)]
struct Counted(RefCell<BTreeMap<(String, String), Option<Figures>>>);

impl Counted {
    fn figures(&self, row: &str, kind: &str) -> Option<Figures> {
        let key = (row.to_owned(), kind.to_owned());
        let known = self.0.borrow().get(&key).copied();
        known.unwrap_or_else(|| {
            // A call that is ready reads no clock.
            let repeated = if kind == "ready" { 1 } else { REPEATED };
            let figures = each_call("measured", &["inner", row, kind], repeated);
            self.0.borrow_mut().insert(key, figures);
            figures
        })
    }

    /// Instructions, or the bytes of the future.
    fn figure(&self, row: &str, kind: &str) -> Option<u64> {
        match kind {
            "bytes" => Some(size(row) as u64),
            "bytes over the bare one and its timer" => {
                Some((size(row) - size(BARE) - size_of::<tokio::time::Sleep>()) as u64)
            }
            "bytes for an argument of 4 KiB" => Some(large() as u64),
            "drawing a delay" => {
                let drawn = self.figure(DRAWN, "failing")?;
                Some(drawn.checked_sub(self.figure(row, "failing")?)? / 2)
            }
            kind => Some(self.figures(row, kind)?.instructions),
        }
    }

    fn rows(&self, named: &str) {
        println!(
            "| | ready: instructions | pending once: instructions | three attempts, no delay: instructions | allocations | future, bytes |"
        );
        println!("|---|---|---|---|---|---|");
        for (row, without_delay) in ROWS.iter().filter(|(row, _)| row.contains(named)) {
            // A failing call is measured without its delays, the others with them in their policy.
            let figures = KINDS.map(|(kind, _)| {
                (*without_delay == (kind == "failing"))
                    .then(|| self.figures(row, kind))
                    .flatten()
            });
            let allocations: u64 = figures.iter().flatten().map(|figures| figures.allocations).sum();
            let cells = figures
                .map(|figures| shown(figures.map(|figures| figures.instructions)))
                .join(" | ");
            println!("| {row} | {cells} | {allocations} | {} |", size(row));
        }
    }

    fn ratios(&self) {
        println!("| | ours | by hand | ratio |\n|---|---|---|---|");
        for (name, ours, hand, kind) in RATIOS {
            let (ours, by_hand) = (self.figure(ours, kind), self.figure(hand, kind));
            let ratio = ours.zip(by_hand).map(|(ours, by_hand)| {
                #[allow(clippy::cast_precision_loss, reason = "small numbers")]
                let ratio = ours as f64 / by_hand as f64;
                format!("{ratio:.3}×")
            });
            println!("| {name} | {} | {} | {} |", shown(ours), shown(by_hand), shown(ratio));
        }
    }

    fn sizes(&self) {
        println!("| | future, bytes |\n|---|---|");
        for (row, _) in ROWS {
            println!("| {row} | {} |", size(row));
        }
        println!();
        self.others(true);
    }

    fn others(&self, sizes_alone: bool) {
        println!("| | measured |\n|---|---|");
        for (name, row, kind) in OTHERS {
            if sizes_alone && !kind.starts_with("bytes") {
                continue;
            }
            println!("| {name} | {} |", shown(self.figure(row, kind)));
        }
        println!("| tokio's `Sleep` here, bytes | {} |", size_of::<tokio::time::Sleep>());
    }

    /// Compares with the limits that are committed: `row; kind; most`.
    fn check(&self) -> bool {
        let mut kept = true;
        for (line, limit) in limits().filter(|(line, _)| !line.starts_with('#')) {
            let Some((row, kind, most)) = limit else {
                println!("no limit: {line}");
                kept = false;
                continue;
            };
            match self.figure(row, kind) {
                None => println!("skipped: {row}, {kind}: valgrind is missing"),
                Some(figure) if figure > most => {
                    println!("broken: {row}, {kind}: {figure}, at most {most}");
                    kept = false;
                }
                Some(figure) => println!("kept: {row}, {kind}: {figure}, at most {most}"),
            }
        }
        kept
    }

    /// The limits as they would be of what is measured now: sizes to the byte, instructions with two percent of slack.
    fn limits(&self) {
        for (line, limit) in limits() {
            match limit.and_then(|(row, kind, _)| Some((row, kind, self.figure(row, kind)?))) {
                None => println!("{line}"),
                Some((row, kind, figure)) if kind.starts_with("bytes") => println!("{row}; {kind}; {figure}"),
                Some((row, kind, figure)) => println!("{row}; {kind}; {}", figure + figure / 50),
            }
        }
    }
}

/// Ours, what it is compared with, and what is compared.
const RATIOS: [(&str, &str, &str, &str); 10] = [
    ("ready", OURS, HAND, "ready"),
    ("ready, with a limit; by hand without one", OURS_LIMITED, HAND, "ready"),
    ("pending once", OURS, HAND, "pending"),
    ("pending once, with a limit", OURS_LIMITED, HAND_LIMITED, "pending"),
    ("three attempts", OURS_FAILING, HAND_FAILING, "failing"),
    (
        "three attempts; by hand with an async fn for the delay",
        OURS_FAILING,
        HAND_ASYNC,
        "failing",
    ),
    (
        "three attempts, with a limit",
        OURS_FAILING_LIMITED,
        HAND_FAILING_LIMITED,
        "failing",
    ),
    (
        "three attempts, with a limit; by hand with an async fn for the delay",
        OURS_FAILING_LIMITED,
        HAND_ASYNC_LIMITED,
        "failing",
    ),
    ("future, bytes", OURS, HAND, "bytes"),
    ("future with a limit, bytes", OURS_LIMITED, HAND_LIMITED, "bytes"),
];

const OTHERS: [(&str, &str, &str); 3] = [
    (
        "future with a limit, over the bare one and its `Sleep`: bytes",
        OURS_LIMITED,
        "bytes over the bare one and its timer",
    ),
    (
        "an argument of 4 KiB: bytes over the bare future with the same",
        OURS_LIMITED,
        "bytes for an argument of 4 KiB",
    ),
    (
        "drawing a delay, without waiting for it: instructions",
        OURS_FAILING,
        "drawing a delay",
    ),
];

const BARE: &str = "the bare function";
const HAND: &str = "hand-written loop";
const OURS: &str = "ours";
const HAND_LIMITED: &str = "hand-written loop in tokio::time::timeout";
const OURS_LIMITED: &str = "ours, timeout_secs = 30";
const HAND_FAILING: &str = "hand-written loop, no delay";
const HAND_ASYNC: &str = "hand-written loop, its delay an async fn, no delay";
const OURS_FAILING: &str = "ours, no delay";
const HAND_FAILING_LIMITED: &str = "hand-written loop in tokio::time::timeout, no delay";
const HAND_ASYNC_LIMITED: &str = "hand-written loop in tokio::time::timeout, its delay an async fn, no delay";
const OURS_FAILING_LIMITED: &str = "ours, timeout_secs = 30, no delay";

fn shown(figure: Option<impl ToString>) -> String {
    figure.map_or("–".to_owned(), |figure| figure.to_string())
}

/// What a call with an argument of 4 KiB stores over the bare function with the same.
fn large() -> usize {
    let client = Client::new(Does::Succeed);
    let ours = size_of_val(&loops::ours_large(&client, [0; 4096]));
    ours - size_of_val(&loops::bare_large(&client, [0; 4096]))
}

#[cfg(not(feature = "observed"))]
const LIMITS: &str = include_str!("../../limits.txt");
#[cfg(feature = "observed")]
const LIMITS: &str = include_str!("../../limits-observed.txt");

/// The lines of the limits, and what they say: a row, what is limited, and the most.
fn limits() -> impl Iterator<Item = (&'static str, Option<(&'static str, &'static str, u64)>)> {
    LIMITS.lines().map(|line| {
        let mut parts = line.split("; ");
        let limit = (
            parts.next(),
            parts.next(),
            parts.next().and_then(|most| most.parse().ok()),
        );
        match limit {
            (Some(row), Some(kind), Some(most)) => (line, Some((row, kind, most))),
            _ => (line, None),
        }
    })
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let counted = Counted::default();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["inner", row, kind, calls] => inner(row, kind, calls.parse().expect("a number")),
        ["check"] if !counted.check() => return ExitCode::FAILURE,
        ["check"] => {}
        ["limits"] => counted.limits(),
        ["ratios"] => counted.ratios(),
        ["sizes"] => counted.sizes(),
        [named] => counted.rows(named),
        _ => {
            counted.rows("");
            println!();
            counted.ratios();
            println!();
            counted.others(false);
        }
    }
    ExitCode::SUCCESS
}
