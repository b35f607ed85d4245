//! The pictures of the README, the programs that draw them, and the numbers behind them.
//!
//! After a change, `UPDATE_SNAPSHOTS=1 cargo test -p retry-tests --test pictures` draws them anew: look at them on white
//! and on black.

#[path = "../../examples/storm/main.rs"]
#[allow(dead_code)] // what only its `main` calls
mod storm;
#[path = "../../examples/timeline/main.rs"]
#[allow(dead_code)]
mod timeline;

mod colours;
mod load;

use std::path::PathBuf;

const README: &str = include_str!("../../README.md");

/// Compares with a picture of the README, or writes it.
fn matches(name: &str, drawn: &str) {
    let file = format!("docs/{name}.svg");
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(&file);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, drawn).expect("a folder `docs`");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default().replace('\r', "");
    assert!(committed == drawn, "{file} is not what the example draws");
    assert!(
        README.contains(&format!("]({file})")),
        "the README does not show {file}"
    );
    colours::are_legible(drawn);
}

#[test]
fn the_timeline_is_that_of_the_command_beside_it() {
    let command = README
        .lines()
        .find_map(|line| line.strip_prefix("cargo run --example timeline -- "));
    let arguments = command.unwrap().split(' ').map(str::to_owned);
    let (schedule, file) = timeline::read(arguments).unwrap();
    let (text, picture) = timeline::draw(&schedule);
    assert_eq!(file, "timeline.svg");
    matches("timeline", &picture);
    let expected = "\
max 6, delay 200ms ×2 up to 30s, jitter ±50%, timeout 6s

attempt  delay           0                                  6.9 s  starts after
      1                  ●                                 ┊       0 s
      2  100 – 300 ms     ●┤                               ┊       100 – 300 ms
      3  200 – 600 ms      ●──┤                            ┊       300 – 900 ms
      4  400 ms – 1.2 s      ├──●────┤                     ┊       700 ms – 2.1 s
      5  800 ms – 2.4 s          ├─────●──────────┤        ┊       1.5 – 4.5 s
      6  1.6 – 4.8 s                       ├───────────────┊╌╌╌╌╌  3.1 – 9.3 s

● marks one call. Attempts are drawn as if each failed immediately.
The deadline is at 6 s.
A call that keeps failing ends after 1.5 – 6 s, and at most 6 attempts.
";
    assert_eq!(text, expected);
}

#[test]
fn every_policy_has_a_picture_of_finite_numbers() {
    for arguments in [
        "max=1",
        "delay=0ns",
        "max=unlimited jitter=decorrelated",
        "max=unlimited delay_ms=0 timeout_ms=1",
        "max 4294967294, delay 1ns ×1.0000001 up to 18446744073709551615.999999999s, jitter ±100%",
        "delay 18446744073709551615.999999999s ×9 up to 18446744073709551615.999999999s, timeout 1ns",
        "max 9, delay 18446744073709551615.999999999s ×9 up to 18446744073709551615.999999999s, jitter decorrelated",
        "attempt timeout 18446744073709551615.999999999s, timeout 18446744073709551615.999999999s",
    ] {
        let (schedule, _) = timeline::read(std::iter::once(arguments.to_owned())).unwrap();
        let (text, picture) = timeline::draw(&schedule);
        assert!(text.lines().count() > 3, "{arguments}:\n{text}");
        assert!(
            !picture.contains("NaN") && !picture.contains("inf"),
            "{arguments}:\n{picture}"
        );
        assert_eq!(picture.matches("<text").count(), picture.matches("</text>").count());
    }
}
