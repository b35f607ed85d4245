#!/usr/bin/env bash
# The same loops by the wall clock: the medians of `cargo bench` for one call, as a table. Read the ratios; the times are
# those of a machine.
# usage: benches/time.sh
set -euo pipefail
cd "$(dirname "$0")/.."

cargo bench --quiet --package retry-benches --features peers | awk '
    # divan: a group alone, or the name of a loop and its fastest, slowest, median and mean, for a hundred calls each.
    function nanoseconds(value, unit) { return value * (unit == "ms" ? 1e6 : unit == "µs" ? 1e3 : 1) / 100 }
    !/[0-9] (ns|µs|ms)/ && match($0, /[a-z_]+/) { group = substr($0, RSTART, RLENGTH); next }
    match($0, /[a-z_]+/) {
        name = substr($0, RSTART, RLENGTH)
        split($0, column, "│")
        if (!(name in known)) { known[name]; names[++count] = name }
        # Before the last groups there is a bar of the tree, which shifts the columns by one.
        split(column[$0 ~ /^│/ ? 4 : 3], median, " ")
        times[name, group] = sprintf("%.0f", nanoseconds(median[1], median[2]))
    }
    END {
        print "| `src/loops.rs`, ns for one call | ready | pending once | three attempts, no delay |\n|---|---|---|---|"
        for (at = 1; at <= count; at++) {
            line = "| " names[at]
            for (at_group = split("ready pending_once three_attempts_without_delay", groups, " "); at_group > 0; at_group--) {
                time = times[names[at], groups[at_group]]
                cells[at_group] = time == "" ? "–" : time
            }
            print line " | " cells[1] " | " cells[2] " | " cells[3] " |"
        }
    }'
