//! Text can be read on its ground, in the light and in the dark theme (WCAG 2.2, 1.4.3).

use jiangnan_web::assets::STYLE;

const PAIRS: &[(&str, &str)] = &[
    ("ink", "wash"),
    ("ink", "paper"),
    ("ink", "sunk"),
    ("ink", "brand-wash"),
    ("ink-soft", "wash"),
    ("ink-soft", "paper"),
    ("ink-soft", "sunk"),
    ("ink-soft", "brand-wash"),
    ("ink", "good-wash"),
    ("ink", "warn-wash"),
    ("ink", "bad-wash"),
    ("ink", "info-wash"),
    ("ink-soft", "info-wash"),
    ("ink-soft", "warn-wash"),
    ("ink-soft", "good-wash"),
    ("link", "wash"),
    ("link", "paper"),
    ("link", "brand-wash"),
    ("link", "warn-wash"),
    ("link", "bad-wash"),
    ("link", "info-wash"),
    ("brand", "paper"),
    ("brand", "wash"),
    ("on-brand", "brand"),
    ("on-brand", "brand-strong"),
    ("brand-strong", "brand-wash"),
    ("brand", "brand-wash"),
    ("brand-strong", "paper"),
    ("brand-strong", "wash"),
    ("good", "good-wash"),
    ("good", "paper"),
    ("good", "wash"),
    ("good", "brand-wash"),
    ("paper", "good"),
    ("warn", "warn-wash"),
    ("warn", "paper"),
    ("bad", "bad-wash"),
    ("bad", "paper"),
    ("bad", "wash"),
    ("info", "info-wash"),
    ("info", "paper"),
];

/// The colours of a token: light, dark.
fn colours(token: &str) -> [[f64; 3]; 2] {
    let line = STYLE.lines().find(|line| line.trim_start().starts_with(&format!("--{token}:"))).unwrap();
    let inside = line.split_once("light-dark(").unwrap().1.split_once(')').unwrap().0;
    let mut both = inside.split(", ").map(|hex| {
        let part = |at: usize| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
        [part(1), part(3), part(5)]
    });
    [both.next().unwrap(), both.next().unwrap()]
}

/// Relative luminance as WCAG defines it.
fn luminance(colour: [f64; 3]) -> f64 {
    let linear =
        colour.map(|part| if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

#[test]
fn every_pair_of_text_and_ground_has_the_contrast_that_reading_needs() {
    for (text, ground) in PAIRS {
        for (theme, (a, b)) in ["light", "dark"].iter().zip(colours(text).into_iter().zip(colours(ground))) {
            let (a, b) = (luminance(a), luminance(b));
            let ratio = (a.max(b) + 0.05) / (a.min(b) + 0.05);
            assert!(ratio >= 4.5, "{text} on {ground} ({theme}): {ratio:.2}");
        }
    }
}
