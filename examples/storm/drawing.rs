//! The picture: a panel for each setting, and one for nested retries.

use std::error::Error;
use std::time::Duration;

use plotters::coord::Shift;
use plotters::prelude::*;

use super::clients::{Storm, per_second};
use super::server::{DOWN, END, OUTAGE, SPAN, UP, capacity};

/// In pixels.
const SIZE: (u32, u32) = (960, 640);
/// Room for the numbers of an axis.
const LABELS: i32 = 48;
/// The height of a bar and its room, in units of its axis.
const BAR: i32 = 5;

// Middle tones: each has a contrast of three and more with white and with GitHub's black.
const TEXT: RGBColor = RGBColor(0x72, 0x7e, 0x8b);
const LOAD: RGBColor = RGBColor(0x3b, 0x82, 0xc4);
const CAPABLE: RGBColor = RGBColor(0x34, 0x8a, 0x56);
const FAILING: RGBColor = RGBColor(0xd1, 0x49, 0x5b);

type Drawn<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

pub(crate) fn draw(storms: &[Storm], nested: [u32; 3], clients: u32) -> Result<String> {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        let (head, panels) = area.split_vertically(36);
        let capacity = capacity(clients);
        let text = format!(
            "Requests a second (logarithmic) of {clients} clients to a server that takes {capacity} (green), and is down \
             for {} s (red)",
            OUTAGE.as_secs(),
        );
        head.draw_text(&text, &style(19), (10, 8))?;
        let panels = panels.split_evenly((3, 3));
        let most = storms.iter().map(Storm::peak).fold(capacity, f64::max);
        for (storm, panel) in storms.iter().zip(&panels) {
            load(storm, capacity, most, panel)?;
        }
        if let Some(panel) = panels.get(storms.len()) {
            layers(nested, panel)?;
        }
        area.present()?;
    }
    Ok(svg)
}

/// Text of that size.
fn style(size: u32) -> TextStyle<'static> {
    ("sans-serif", size).into_font().color(&TEXT)
}

/// A panel without its two lines of text.
fn titled<'a>(area: &Drawn<'a>, title: &str, numbers: &str) -> Result<Drawn<'a>> {
    let (text, panel) = area.split_vertically(44);
    text.draw_text(title, &style(20), (10, 3))?;
    text.draw_text(numbers, &style(16), (10, 25))?;
    Ok(panel)
}

/// The load over time.
fn load(storm: &Storm, capacity: f64, most: f64, area: &Drawn<'_>) -> Result {
    let numbers = format!(
        "peak {:.0}/s, {:.2}×, recovers in {:.1} s, {} failed",
        storm.peak(),
        storm.amplification(),
        storm.recovery.as_secs_f64(),
        storm.failed
    );
    let area = titled(area, storm.name, &numbers)?;
    let seconds = 0.0..END.as_secs_f64();
    // A tenth of the usual load is as good as none.
    let least = capacity / 20.0;
    let mut chart = ChartBuilder::on(&area)
        .margin(2)
        .margin_right(20)
        .x_label_area_size(24)
        .y_label_area_size(LABELS)
        .build_cartesian_2d(seconds.clone(), (least..most * 1.2).log_scale())?;
    chart
        .configure_mesh()
        .disable_mesh()
        .axis_style(TEXT)
        .label_style(style(15))
        .x_labels(6)
        .x_label_formatter(&|second| format!("{second:.0} s"))
        .y_label_formatter(&|load| format!("{load:.0}"))
        .draw()?;
    let (down, up) = (DOWN.as_secs_f64(), UP.as_secs_f64());
    chart.draw_series([Rectangle::new(
        [(down, least), (up, most * 1.2)],
        FAILING.mix(0.25).filled(),
    )])?;
    chart.draw_series([Polygon::new(outline(storm, least), LOAD)])?;
    chart.draw_series([PathElement::new(
        [(seconds.start, capacity), (seconds.end, capacity)],
        CAPABLE,
    )])?;
    Ok(())
}

/// The steps of the load, from the axis and back to it.
fn outline(storm: &Storm, least: f64) -> Vec<(f64, f64)> {
    let mut outline = vec![(0.0, least)];
    let mut now = Duration::ZERO;
    for spans in storm.load.chunk_by(|load, next| load == next) {
        let load = spans.first().map_or(0.0, |load| per_second(*load)).max(least);
        outline.push((now.as_secs_f64(), load));
        now += spans.iter().map(|_| SPAN).sum::<Duration>();
        outline.push((now.as_secs_f64(), load));
    }
    outline.push((now.as_secs_f64(), least));
    outline
}

/// The requests for one call, with retries in one layer and in more.
fn layers(nested: [u32; 3], area: &Drawn<'_>) -> Result {
    let area = titled(
        area,
        "nested retries",
        "requests for one call, three attempts in each layer",
    )?;
    let most = nested.into_iter().max().unwrap_or(1);
    let chart = ChartBuilder::on(&area)
        .margin(2)
        .x_label_area_size(24)
        .y_label_area_size(LABELS)
        .build_cartesian_2d(0..most * 7 / 4, 0..3 * BAR)?;
    for ((requests, layers), bottom) in nested
        .into_iter()
        .zip(["1 layer", "2 layers", "3 layers"])
        .zip((0..3).rev())
    {
        let bottom = bottom * BAR;
        chart.plotting_area().draw(&Rectangle::new(
            [(0, bottom + 1), (requests, bottom + BAR - 1)],
            LOAD.filled(),
        ))?;
        let beside = EmptyElement::at((requests, bottom + BAR - 1));
        chart
            .plotting_area()
            .draw(&(beside + Text::new(format!("{layers}: {requests}×"), (8, 6), style(18))))?;
    }
    Ok(())
}
