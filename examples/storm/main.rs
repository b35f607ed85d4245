//! Ten thousand clients and a server that fails for a while: `cargo run -p retry-examples --features storm --example storm`.
//!
//! The calls are `#[retry]` functions on tokio's paused clock, so that a minute passes in less than a second. Each client
//! polls the server once in ten seconds, and the server holds each request for as long, until it goes down with all of
//! them: then every client retries, without jitter, with each kind of it, with a hint of the server's
//! (`#[retry_after]`), and with a budget. The terminal shows the numbers, and `storm.svg`, or the file after `svg=`, the
//! load over time. `clients=100000` makes it more of them.

pub(crate) mod clients;
pub(crate) mod drawing;
pub(crate) mod nested;
mod server;
pub(crate) mod settings;
mod table;

use std::error::Error;
use std::num::NonZeroU32;
use std::process::ExitCode;
use std::thread;

use clients::Storm;
use settings::SETTINGS;

/// What comes of every setting, side by side: each has a clock of its own.
pub(crate) fn storms(clients: u32) -> std::io::Result<Vec<Storm>> {
    thread::scope(|scope| {
        let running = SETTINGS.map(|setting| scope.spawn(move || clients::run(&setting, clients)));
        running
            .into_iter()
            .map(|storm| storm.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}

/// Prints the table and writes the picture; gives the name of its file.
pub(crate) fn run(arguments: impl Iterator<Item = String>) -> Result<String, Box<dyn Error>> {
    let (mut clients, mut file) = (10_000, "storm.svg".to_owned());
    for argument in arguments {
        match argument.split_once('=') {
            Some(("clients", count)) => {
                let count: NonZeroU32 = count.parse().map_err(|error| format!("{argument}: {error}"))?;
                clients = count.get();
            }
            Some(("svg", name)) => name.clone_into(&mut file),
            _ => return Err(format!("{argument}: the arguments are clients=10000 and svg=storm.svg").into()),
        }
    }
    let (storms, nested) = (storms(clients)?, nested::requests()?);
    print!("{}", table::table(&storms, nested, clients));
    std::fs::write(&file, drawing::draw(&storms, nested, clients)?).map_err(|error| format!("{file}: {error}"))?;
    Ok(file)
}

fn main() -> ExitCode {
    match run(std::env::args().skip(1)) {
        Ok(file) => {
            println!("\nThe picture is in {file}.");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
