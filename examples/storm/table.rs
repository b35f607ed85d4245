//! The numbers.

use std::fmt::Write as _;

use super::clients::Storm;
use super::server::{OUTAGE, capacity};

/// A line for each setting.
pub(crate) fn table(storms: &[Storm], nested: [u32; 3], clients: u32) -> String {
    let mut table = format!(
        "{clients} clients, and a server that takes {} requests a second and is down for {:?}.\n\n\
         {:<24}  {:>11}  {:>13}  {:>15}  {:>16}\n",
        capacity(clients),
        OUTAGE,
        "five attempts",
        "peak load",
        "amplification",
        "time to recover",
        "failed calls",
    );
    for storm in storms {
        let _ = writeln!(
            table,
            "{:<24}  {:>9.0}/s  {:>12.2}×  {:>13.1} s  {:>6} of {:>6}",
            storm.name,
            storm.peak(),
            storm.amplification(),
            storm.recovery.as_secs_f64(),
            storm.failed,
            storm.calls,
        );
    }
    let [one, two, three] = nested;
    let _ = writeln!(
        table,
        "\nThree attempts in one layer make {one} requests of one call, in two layers {two}, in three layers {three}."
    );
    table
}
