//! Times for readers.

use std::time::Duration;

const UNITS: [(&str, f64); 8] = [
    ("y", 31_557_600.0),
    ("d", 86_400.0),
    ("h", 3_600.0),
    ("min", 60.0),
    ("s", 1.0),
    ("ms", 1e-3),
    ("µs", 1e-6),
    ("ns", 1e-9),
];

/// With three digits that count, as `1.25 s`.
pub(crate) fn time(duration: Duration) -> String {
    seconds(duration.as_secs_f64())
}

/// [`time`] of so many seconds.
pub(crate) fn seconds(seconds: f64) -> String {
    // A little less than a whole unit is rounded up to one.
    let unit = UNITS.iter().find(|(_, length)| seconds >= length * 0.9995);
    let Some((unit, length)) = unit else {
        return "0 s".to_owned();
    };
    let count = seconds / length;
    let decimals = match count {
        ..9.995 => 2,
        9.995..99.95 => 1,
        _ => 0,
    };
    let digits = format!("{count:.decimals$}");
    let digits = if decimals > 0 {
        digits.trim_end_matches('0').trim_end_matches('.')
    } else {
        &digits
    };
    format!("{digits} {unit}")
}

/// From one to the other, or one if they look the same.
pub(crate) fn range((least, most): (Duration, Duration)) -> String {
    let (least, most) = (time(least), time(most));
    if least == most {
        return least;
    }
    match (least.split_once(' '), most.split_once(' ')) {
        (Some((least, unit)), Some((most, other))) if unit == other || least == "0" => {
            format!("{least} – {most} {other}")
        }
        _ => format!("{least} – {most}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits_count() {
        for (nanos, expected) in [
            (0, "0 s"),
            (1, "1 ns"),
            (100_000_000, "100 ms"),
            (999_960_000, "1 s"),
            (1_234_567_890, "1.23 s"),
            (12_345_678_900, "12.3 s"),
            (90_000_000_000, "1.5 min"),
            (10_800_000_000_000, "3 h"),
        ] {
            assert_eq!(time(Duration::from_nanos(nanos)), expected);
        }
        assert_eq!(time(Duration::MAX), "584542046091 y");
        let ms = Duration::from_millis;
        assert_eq!(range((ms(0), ms(300))), "0 – 300 ms");
        assert_eq!(range((ms(500), ms(1_500))), "500 ms – 1.5 s");
        assert_eq!(range((ms(1_500), ms(4_500))), "1.5 – 4.5 s");
        assert_eq!(range((ms(7), ms(7))), "7 ms");
    }
}
