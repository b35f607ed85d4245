//! Whether a picture is legible on a light page and on a dark one: its own background is transparent.

/// White, and the black of GitHub's dark theme.
const PAGES: [&str; 2] = ["#ffffff", "#0d1117"];

/// Every colour has the contrast with both pages that WCAG 2 asks of graphics, 3:1, and so does large text.
pub(crate) fn are_legible(svg: &str) {
    let colours: Vec<_> = svg
        .match_indices('#')
        .filter_map(|(at, _)| svg.get(at..at + 7))
        .collect();
    assert!(!colours.is_empty());
    for colour in colours {
        for page in PAGES {
            let (colour, page) = (luminance(colour), luminance(page));
            let contrast = (colour.max(page) + 0.05) / (colour.min(page) + 0.05);
            assert!(contrast >= 3.0, "{contrast}: {svg}");
        }
    }
}

/// The relative luminance of `#rrggbb`.
fn luminance(colour: &str) -> f64 {
    let channel = |at: usize| {
        let channel = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).expect("a colour")) / 255.0;
        if channel <= 0.04045 {
            channel / 12.92
        } else {
            ((channel + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

#[test]
fn black_on_white_has_the_most_contrast() {
    assert!((luminance("#ffffff") - 1.0).abs() < 1e-9 && luminance("#000000").abs() < 1e-9);
    are_legible("<line stroke=\"#768390\"/>");
}

#[test]
#[should_panic(expected = "stroke")]
fn white_on_white_is_not_legible() {
    are_legible("<line stroke=\"#FFFFFF\"/>");
}
