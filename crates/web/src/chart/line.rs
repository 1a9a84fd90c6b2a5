//! A line over months, with the part that is only expected apart.

use std::fmt::Write as _;

/// The width and height on which a line is laid out, with room for the labels at the left and below.
pub const LINE_WIDTH: u32 = 1000;
/// See [`LINE_WIDTH`].
pub const LINE_HEIGHT: u32 = 320;
const LEFT: u32 = 110;
const TOP: u32 = 16;
const BOTTOM: u32 = LINE_HEIGHT - 40;
const RIGHT: u32 = LINE_WIDTH - 24;

/// A line laid out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
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
    /// Whether its label is written: not more than eight are.
    pub labelled: bool,
}

/// Lays out values from left to right; the first `known` of them happened, the others are expected. Values
/// below zero lie on the ground.
pub fn line(values: &[i64], known: usize) -> Line {
    let most = values.iter().copied().max().unwrap_or(0);
    if most <= 0 || values.len() < 2 {
        return Line::default();
    }
    let last = values.len() - 1;
    let step = last.div_ceil(7).max(1);
    let point = |(index, value): (usize, &i64)| Point {
        index,
        x: LEFT + share(index as i128, last as i128, RIGHT - LEFT),
        y: height(*value, most),
        labelled: index == last || index % step == 0 && last - index >= step,
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
    let rules = [0, most / 2, most].map(|value| (value, height(value, most)));
    Line { known: way(happened), expected: way(ahead), rules: rules.to_vec(), points }
}

fn share(part: i128, whole: i128, of: u32) -> u32 {
    u32::try_from(part * i128::from(of) / whole.max(1)).unwrap_or(of).min(of)
}

fn height(value: i64, most: i64) -> u32 {
    BOTTOM - share(i128::from(value.max(0)), i128::from(most), BOTTOM - TOP)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_falls_from_the_whole_to_the_ground() {
        let line = line(&[100, 50, 0], 2);
        let at: Vec<(u32, u32)> = line.points.iter().map(|point| (point.x, point.y)).collect();
        assert_eq!(at, [(110, 16), (543, 148), (976, 280)]);
        assert_eq!((line.known.as_str(), line.expected.as_str()), ("M110 16L543 148", "M543 148L976 280"));
        assert_eq!(line.rules, [(0, 280), (50, 148), (100, 16)]);
        assert_eq!(super::line(&[5], 1), Line::default());
        assert_eq!(super::line(&[0, 0], 2), Line::default());
    }

    proptest! {
        #[test]
        fn no_point_leaves_the_picture(values in prop::collection::vec(any::<i64>(), 0..60), known in 0usize..70) {
            let line = line(&values, known);
            for point in &line.points {
                prop_assert!(point.x <= LINE_WIDTH && point.y <= LINE_HEIGHT);
            }
            prop_assert!(line.points.iter().filter(|point| point.labelled).count() <= 9);
        }
    }
}
