//! Instructions per call, counted by callgrind, and sizes of futures: figures that are the same on every run.
//!
//! ```text
//! cargo run --release -p retry-benches --features peers --bin costs              the table
//! cargo run --release -p retry-benches --features peers --bin costs -- check     compared with limits.txt
//! ```

use std::hint::black_box;
use std::process::{Command, ExitCode};
use std::sync::atomic::Ordering::Relaxed;

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

        fn size(row: &str, client: &Client) -> usize {
            match row {
                $($name => size_of_val(&$loop(client, "key")),)*
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
    "ours, no delay": loops::ours_without_limit_and_delay, true;
    "ours, delays drawn and cut to zero": loops::ours_with_delays_cut_to_zero, true;
    "hand-written loop in tokio::time::timeout, no delay": loops::hand_written_in_timeout_without_delay, true;
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

/// What one run of this program tells.
struct Figures {
    instructions: u64,
    allocations: u64,
}

fn count(row: &str, kind: &str, calls: u32) -> Option<Figures> {
    let output = Command::new("valgrind")
        .args([
            "--tool=callgrind",
            "--callgrind-out-file=/dev/null",
            "--toggle-collect=*measured*",
        ])
        .arg(std::env::current_exe().ok()?)
        .args(["inner", row, kind, &calls.to_string()])
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = text.lines().find(|line| line.contains("Collected :"))?;
    Some(Figures {
        instructions: line.rsplit(' ').next()?.parse().ok()?,
        allocations: String::from_utf8_lossy(&output.stdout).trim().parse().ok()?,
    })
}

/// For one call: the difference of two runs, so that what happens once does not count.
fn figures(row: &str, kind: &str) -> Option<Figures> {
    let (more, fewer) = (count(row, kind, 2000)?, count(row, kind, 1000)?);
    let each = |more: u64, fewer: u64| Some((more.checked_sub(fewer)? + 500) / 1000);
    Some(Figures {
        instructions: each(more.instructions, fewer.instructions)?,
        allocations: each(more.allocations, fewer.allocations)?,
    })
}

fn instructions(row: &str, kind: &str) -> Option<u64> {
    Some(figures(row, kind)?.instructions)
}

fn table() {
    println!(
        "| | ready: instructions | pending once: instructions | three attempts, no delay: instructions | allocations | future, bytes |"
    );
    println!("|---|---|---|---|---|---|");
    let client = Client::new(Does::Succeed);
    for (row, without_delay) in ROWS {
        // A failing call is measured without its delays, the others with them in their policy.
        let figures = KINDS.map(|(kind, _)| {
            (*without_delay == (kind == "failing"))
                .then(|| figures(row, kind))
                .flatten()
        });
        let allocations: u64 = figures.iter().flatten().map(|figures| figures.allocations).sum();
        let cells = figures
            .map(|figures| figures.map_or("–".to_owned(), |figures| figures.instructions.to_string()))
            .join(" | ");
        println!("| {row} | {cells} | {allocations} | {} |", size(row, &client));
    }
    println!();
    if let (Some(drawn), Some(none)) = (
        instructions(DRAWN, "failing"),
        instructions("ours, no delay", "failing"),
    ) {
        println!("A delay, jitter included: {} instructions.\n", (drawn - none) / 2);
    }
    println!("A 4 KiB argument: {} bytes, bare {} bytes.", large().0, large().1);
}

fn large() -> (usize, usize) {
    let client = Client::new(Does::Succeed);
    let ours = size_of_val(&loops::ours_large(&client, [0; 4096]));
    let bare = size_of_val(&loops::bare_large(&client, [0; 4096]));
    (ours, bare)
}

/// Compares with the limits that are committed: `row; kind; most`.
fn check() -> bool {
    let client = Client::new(Does::Succeed);
    let mut kept = true;
    for line in include_str!("../../limits.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
    {
        let [row, kind, most] = line.split("; ").collect::<Vec<_>>()[..] else {
            println!("no limit: {line}");
            kept = false;
            continue;
        };
        let most: u64 = most.parse().expect("a number");
        let figure = match kind {
            "bytes" => Some(size(row, &client) as u64),
            "bytes with 4 KiB" => Some((large().0 - large().1) as u64),
            kind => instructions(row, kind),
        };
        match figure {
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

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["inner", row, kind, calls] => inner(row, kind, calls.parse().expect("a number")),
        ["check"] if !check() => return ExitCode::FAILURE,
        ["check"] => {}
        _ => table(),
    }
    ExitCode::SUCCESS
}
