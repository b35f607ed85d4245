//! Draws the schedule of a policy: `cargo run --example timeline -- max=5 delay_ms=100 jitter=full`.
//!
//! The arguments are the attribute's keys, as many as there are; what a `RetryConfig` prints is taken too, as in
//! `-- "max 5, delay 100ms ×2 up to 30s, jitter full"`. The terminal shows when each attempt may start, the deadline, and
//! how long a call takes that keeps failing; `timeline.svg`, or the file after `svg=`, shows the same.

mod policy;
mod schedule;
mod svg;
mod terminal;
mod time;

use std::process::ExitCode;

use schedule::Schedule;

/// The schedule of the policy that the arguments name, and the file for its picture.
pub(crate) fn read(arguments: impl Iterator<Item = String>) -> Result<(Schedule, String), String> {
    let (files, words): (Vec<_>, Vec<_>) = arguments.partition(|argument| argument.starts_with("svg="));
    let file = files.last().and_then(|argument| argument.strip_prefix("svg="));
    let policy = policy::read(&words.join(" "))?;
    Ok((Schedule::new(policy), file.unwrap_or("timeline.svg").to_owned()))
}

pub(crate) fn draw(schedule: &Schedule) -> (String, String) {
    (terminal::draw(schedule), svg::draw(schedule))
}

fn main() -> ExitCode {
    let drawn = read(std::env::args().skip(1)).and_then(|(schedule, file)| {
        let (text, picture) = draw(&schedule);
        print!("{text}");
        std::fs::write(&file, picture).map_err(|error| format!("{file}: {error}"))?;
        Ok(file)
    });
    match drawn {
        Ok(file) => {
            println!("\nThe picture is in {file}.");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
