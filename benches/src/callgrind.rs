//! Instructions, counted by callgrind in a program that starts itself again.

use std::process::Command;

/// What one run of the program tells.
#[derive(Clone, Copy)]
pub struct Figures {
    pub instructions: u64,
    pub allocations: u64,
}

/// How often a run that reads the clock is repeated: the lowest counts.
///
/// Such runs differ, by three instructions for a reading: with `test-util`, which `retry-if` switches on, tokio's clock
/// is the start of the runtime plus the time since, and that sum carries into the next second or does not, by the moment
/// at which the program was started. Few runs carry, unless the machine is busy.
pub const REPEATED: usize = 3;

/// This program with these arguments, of which the last is a number of calls: what one call takes, as the difference
/// between two runs, so that what happens once does not count. `function` is the one in which is counted; each run is
/// repeated so many times, and the lowest counts.
///
/// `None` where there is no valgrind.
#[must_use]
pub fn each_call(function: &str, arguments: &[&str], repeated: usize) -> Option<Figures> {
    let of = |calls| {
        let runs = (0..repeated).map(|_| run(function, arguments, calls));
        let runs: Option<Vec<Figures>> = runs.collect();
        runs?.into_iter().min_by_key(|figures| figures.instructions)
    };
    let (more, fewer) = (of(2000)?, of(1000)?);
    let each = |more: u64, fewer: u64| Some((more.checked_sub(fewer)? + 500) / 1000);
    Some(Figures {
        instructions: each(more.instructions, fewer.instructions)?,
        allocations: each(more.allocations, fewer.allocations)?,
    })
}

fn run(function: &str, arguments: &[&str], calls: u32) -> Option<Figures> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(format!("--toggle-collect=*{function}*"))
        .arg(std::env::current_exe().ok()?)
        .args(arguments)
        .arg(calls.to_string())
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = text.lines().find(|line| line.contains("Collected :"))?;
    Some(Figures {
        instructions: line.rsplit(' ').next()?.parse().ok()?,
        allocations: String::from_utf8_lossy(&output.stdout).trim().parse().ok()?,
    })
}
