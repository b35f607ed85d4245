//! The schedule as a picture that is legible on white and on black.

use std::fmt::Write as _;

use super::schedule::{Row, Schedule};
use super::time::{range, seconds};

/// Of the picture, in pixels.
const WIDTH: f64 = 900.0;
/// Where the axis begins and ends.
const LEFT: f64 = 100.0;
const RIGHT: f64 = 630.0;
/// Where the numbers stand.
const DELAY: f64 = RIGHT + 16.0;
const START: f64 = RIGHT + 140.0;
/// Where the first row is, and how far it is to the next.
const TOP: f64 = 64.0;
const ROW: f64 = 30.0;

// Middle tones: each has a contrast of three and more with white and with GitHub's black.
const TEXT: &str = "#727e8b";
const GRID: &str = "#8b949e";
const BAR: &str = "#3b82c4";
const CALL: &str = "#c9621b";
const LATE: &str = "#d1495b";

pub(crate) fn draw(schedule: &Schedule) -> String {
    let bottom = TOP + ROW * rows(schedule);
    let summary = schedule.summary();
    let lines = f64::from(u32::try_from(summary.len()).unwrap_or(0));
    let height = bottom + 52.0 + 20.0 * lines;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
         height=\"{height}\" font-family=\"sans-serif\" font-size=\"14\" fill=\"{TEXT}\">\n"
    );
    let _ = writeln!(
        svg,
        "<title>When the attempts of a call start: {}</title>",
        schedule.policy
    );
    text(&mut svg, 0.0, 18.0, "start", &schedule.policy.to_string());
    text(&mut svg, DELAY, TOP - 18.0, "start", "delay");
    text(&mut svg, START, TOP - 18.0, "start", "starts after");
    axis(&mut svg, schedule, bottom);
    for (row, y) in schedule.rows.iter().zip(0_u32..) {
        attempt(&mut svg, schedule, row, TOP + ROW * (f64::from(y) + 0.5));
    }
    if let Some(deadline) = schedule.deadline() {
        let x = x(schedule, deadline);
        stroke(
            &mut svg,
            (x, TOP - 12.0),
            (x, bottom),
            LATE,
            "stroke-width=\"2\" stroke-dasharray=\"6 4\"",
        );
        let _ = writeln!(
            svg,
            "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"{LATE}\">deadline</text>",
            TOP - 18.0
        );
    }
    for (line, n) in summary.iter().zip(0_u32..) {
        text(&mut svg, LEFT, bottom + 50.0 + 20.0 * f64::from(n), "start", line);
    }
    svg.push_str("</svg>\n");
    svg
}

fn rows(schedule: &Schedule) -> f64 {
    f64::from(u32::try_from(schedule.rows.len()).unwrap_or(0))
}

fn attempt(svg: &mut String, schedule: &Schedule, row: &Row, y: f64) {
    text(svg, LEFT - 14.0, y + 5.0, "end", &format!("attempt {}", row.number));
    if let Some(delay) = row.delay {
        text(svg, DELAY, y + 5.0, "start", &range(delay));
    }
    text(svg, START, y + 5.0, "start", &range(row.start));
    let [least, most] = [row.start.0, row.start.1].map(|start| x(schedule, start.as_secs_f64()));
    let edge = schedule.deadline().map_or(RIGHT, |deadline| x(schedule, deadline));
    // The part of the range that the deadline leaves, and the part that it cuts off.
    bar(svg, least, most.min(edge), y, BAR, 1.0);
    bar(svg, least.max(edge), most, y, LATE, 0.45);
    if let Some(drawn) = row.drawn {
        let x = x(schedule, drawn.as_secs_f64());
        let _ = writeln!(svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"6\" fill=\"{CALL}\"/>");
    }
}

fn bar(svg: &mut String, from: f64, to: f64, y: f64, fill: &str, opacity: f64) {
    if to > from {
        let (y, width) = (y - 7.0, to - from);
        let _ = writeln!(
            svg,
            "<rect x=\"{from:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"14\" rx=\"3\" fill=\"{fill}\" \
             fill-opacity=\"{opacity}\"/>"
        );
    }
}

/// A line for each round number of the axis, with that number.
fn axis(svg: &mut String, schedule: &Schedule, bottom: f64) {
    let edge = schedule.edge();
    let step = round(edge / 6.0);
    for tick in (0_u32..).map(|n| f64::from(n) * step).take_while(|tick| *tick <= edge) {
        let x = x(schedule, tick);
        stroke(svg, (x, TOP), (x, bottom), GRID, "stroke-opacity=\"0.4\"");
        text(svg, x, bottom + 20.0, "middle", &seconds(tick));
    }
}

/// The next of 1, 2, 5, 10, 20, 50 and so on.
fn round(step: f64) -> f64 {
    let power = 10_f64.powf(step.log10().floor());
    let factor = [1.0, 2.0, 5.0].into_iter().find(|factor| factor * power >= step);
    factor.unwrap_or(10.0) * power
}

/// Where a time stands, in seconds; what lies past the edge stands there.
fn x(schedule: &Schedule, time: f64) -> f64 {
    LEFT + (RIGHT - LEFT) * (time / schedule.edge()).min(1.0)
}

fn text(svg: &mut String, x: f64, y: f64, anchor: &str, text: &str) {
    let _ = writeln!(
        svg,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{text}</text>"
    );
}

fn stroke(svg: &mut String, from: (f64, f64), to: (f64, f64), colour: &str, more: &str) {
    let _ = writeln!(
        svg,
        "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke=\"{colour}\" {more}/>",
        from.0, from.1, to.0, to.1
    );
}
