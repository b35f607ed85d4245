//! The schedule in a terminal of 80 columns.

use std::fmt::Write as _;

use super::schedule::{Row, Schedule};
use super::time::{range, seconds};

/// Columns of the picture, beside the numbers.
const WIDTH: usize = 40;

pub(crate) fn draw(schedule: &Schedule) -> String {
    let mut text = format!("{}\n\n", schedule.policy);
    let edge = seconds(schedule.edge());
    let space = WIDTH - 1;
    line(
        &mut text,
        "attempt",
        "delay",
        &format!("0{edge:>space$}"),
        "starts after",
    );
    let deadline = schedule.deadline().map(|deadline| column(schedule, deadline));
    for row in &schedule.rows {
        let delay = row.delay.map_or_else(String::new, range);
        let bar = bar(schedule, row, deadline);
        line(&mut text, &row.number.to_string(), &delay, &bar, &range(row.start));
    }
    for sentence in schedule.summary() {
        let _ = write!(text, "\n{sentence}");
    }
    text.push('\n');
    text
}

fn line(text: &mut String, number: &str, delay: &str, bar: &str, start: &str) {
    let _ = writeln!(text, "{number:>7}  {delay:<14}  {bar}  {start}");
}

/// The range of an attempt's start, with a dot where one call has it.
fn bar(schedule: &Schedule, row: &Row, deadline: Option<usize>) -> String {
    let (least, most) = (row.start.0.as_secs_f64(), row.start.1.as_secs_f64());
    let [least, most] = [least, most].map(|start| column(schedule, start));
    let drawn = row.drawn.map(|drawn| column(schedule, drawn.as_secs_f64()));
    let sign = |column: usize| {
        let late = deadline.is_some_and(|deadline| column > deadline);
        if drawn == Some(column) {
            '●'
        } else if deadline == Some(column) {
            '┊'
        } else if !(least..=most).contains(&column) {
            ' '
        } else if late {
            '╌'
        } else if column == least {
            '├'
        } else if column == most {
            '┤'
        } else {
            '─'
        }
    };
    (0..WIDTH).map(sign).collect()
}

/// The column of a time, in seconds; one that is past the edge has none that is drawn.
fn column(schedule: &Schedule, time: f64) -> usize {
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss
    )] // it saturates
    let column = (time / schedule.edge() * (WIDTH - 1) as f64).round() as usize;
    column
}
