//! A line over months, with the part that is only expected apart.

use std::fmt::Write as _;

/// What a line is drawn on. The labels of its rules stand above them, inside the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sheet {
    width: u32,
    height: u32,
    /// At most so many points but one bear a label.
    labels: usize,
}

/// For a screen as wide as a page.
pub const WIDE: Sheet = Sheet { width: 1000, height: 320, labels: 8 };
/// For a phone: the same letters, fewer labels, higher than it would be scaled down.
pub const NARROW: Sheet = Sheet { width: 460, height: 300, labels: 3 };

/// Room at the sides, above for a label, and below for the labels of points.
const SIDE: u32 = 8;
const TOP: u32 = 30;
const BELOW: u32 = 40;

/// A line laid out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// How wide the picture is.
    pub width: u32,
    /// How high.
    pub height: u32,
    /// The points, from left to right.
    pub points: Vec<Point>,
    /// The way of what happened.
    pub known: String,
    /// The way of what is expected; empty where nothing is.
    pub expected: String,
    /// The values at which a rule runs across, and where.
    pub rules: Vec<(i64, u32)>,
}

/// A point of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// Which value.
    pub index: usize,
    /// Where it lies.
    pub x: u32,
    /// See `x`.
    pub y: u32,
    /// Whether its label is written.
    pub labelled: bool,
    /// How the label stands to it: from it at the left edge, up to it at the right, else around it.
    pub anchor: &'static str,
}

/// Lays out values from left to right; the first `known` of them happened, the others are expected. Values
/// below zero lie on the ground.
pub fn line(values: &[i64], known: usize, sheet: Sheet) -> Line {
    let most = values.iter().copied().max().unwrap_or(0);
    if most <= 0 || values.len() < 2 {
        return Line::default();
    }
    let last = values.len() - 1;
    let step = last.div_ceil(sheet.labels.saturating_sub(1).max(1)).max(1);
    let point = |(index, value): (usize, &i64)| Point {
        index,
        x: SIDE + share(index as i128, last as i128, sheet.width - 2 * SIDE),
        y: sheet.level(*value, most),
        labelled: index == last || index % step == 0 && last - index >= step,
        anchor: match index {
            0 => "begin",
            _ if index == last => "end",
            _ => "mid",
        },
    };
    let points: Vec<Point> = values.iter().enumerate().map(point).collect();
    let way = |points: &[Point]| {
        let mut way = String::new();
        for (number, at) in points.iter().enumerate() {
            // Writing to a string has no way to fail.
            let _ = write!(way, "{}{} {}", if number == 0 { "M" } else { "L" }, at.x, at.y);
        }
        way
    };
    let happened = points.get(..known.min(points.len())).unwrap_or_default();
    let ahead = points.get(known.saturating_sub(1)..).filter(|ahead| ahead.len() > 1).unwrap_or_default();
    let rules = [0, most / 2, most].map(|value| (value, sheet.level(value, most))).to_vec();
    Line {
        width: sheet.width,
        height: sheet.height,
        known: way(happened),
        expected: way(ahead),
        rules,
        points,
    }
}

fn share(part: i128, whole: i128, of: u32) -> u32 {
    u32::try_from(part * i128::from(of) / whole.max(1)).unwrap_or(of).min(of)
}

impl Sheet {
    fn level(self, value: i64, most: i64) -> u32 {
        let ground = self.height - BELOW;
        ground - share(i128::from(value.max(0)), i128::from(most), ground - TOP)
    }
}

impl Line {
    /// Where the labels of the points stand.
    pub fn foot(&self) -> u32 {
        self.height.saturating_sub(12)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_falls_from_the_whole_to_the_ground() {
        let drawn = line(&[100, 50, 0], 2, WIDE);
        let at: Vec<(u32, u32)> = drawn.points.iter().map(|point| (point.x, point.y)).collect();
        assert_eq!(at, [(8, 30), (500, 155), (992, 280)]);
        assert_eq!((drawn.known.as_str(), drawn.expected.as_str()), ("M8 30L500 155", "M500 155L992 280"));
        assert_eq!(drawn.rules, [(0, 280), (50, 155), (100, 30)]);
        assert_eq!(line(&[5], 1, WIDE), Line::default());
        assert_eq!(line(&[0, 0], 2, NARROW), Line::default());
    }

    proptest! {
        #[test]
        fn no_point_leaves_the_picture(
            values in prop::collection::vec(any::<i64>(), 0..60), known in 0usize..70, narrow in any::<bool>()
        ) {
            let sheet = if narrow { NARROW } else { WIDE };
            let drawn = line(&values, known, sheet);
            for point in &drawn.points {
                prop_assert!(point.x <= sheet.width && point.y <= sheet.height);
            }
            prop_assert!(drawn.points.iter().filter(|point| point.labelled).count() <= sheet.labels + 1);
        }
    }
}
