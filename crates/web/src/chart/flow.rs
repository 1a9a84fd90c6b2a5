//! Who owes whom as bands from left to right, as wide as what is owed.

use std::collections::BTreeSet;
use std::fmt::Write as _;

/// What a flow is drawn on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sheet {
    width: u32,
    /// The room for names beside the bars.
    side: u32,
}

/// For a screen as wide as a page.
pub const WIDE: Sheet = Sheet { width: 1000, side: 230 };
/// For a phone: letters as large, bands shorter.
pub const NARROW: Sheet = Sheet { width: 460, side: 120 };

/// The height that the bands share for each party of the side that has more, and at most.
const PARTY: i128 = 90;
const BANDS_MAX: i128 = 360;
/// The gap between two parties: their names need two lines.
const GAP: u32 = 36;
/// How wide the bars of the parties are.
const BAR: u32 = 12;

/// A flow laid out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flow {
    /// How wide the picture is.
    pub width: u32,
    /// How high.
    pub height: u32,
    /// Who gives, from top to bottom.
    pub left: Vec<Stop>,
    /// Who gets.
    pub right: Vec<Stop>,
    /// The bands, the widest first, so that narrow ones lie on top.
    pub bands: Vec<Band>,
}

/// A party on one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Which party.
    pub party: usize,
    /// Its left edge.
    pub x: u32,
    /// Its upper edge.
    pub y: u32,
    /// How high it is.
    pub height: u32,
    /// What it gives or gets.
    pub sum: i64,
    /// Where its name begins or ends.
    pub beside: u32,
}

/// A band from one party to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    /// Who gives.
    pub from: usize,
    /// Who gets.
    pub to: usize,
    /// How much.
    pub value: i64,
    /// Its outline.
    pub path: String,
}

/// Lays out what parties owe each other: who, to whom, how much. What is not above zero is left out.
pub fn flow(owed: &[(usize, usize, i64)], sheet: Sheet) -> Flow {
    let owed: Vec<(usize, usize, i64)> = owed.iter().copied().filter(|(.., value)| *value > 0).collect();
    let whole: i128 = owed.iter().map(|(.., value)| i128::from(*value)).sum();
    if whole == 0 {
        return Flow::default();
    }
    let scale = Scale { whole, high: high(&owed) };
    let (left, low) = stops(&owed, (sheet.left(), sheet.left() - 8), scale, |(from, ..)| *from);
    let (right, lower) = stops(&owed, (sheet.right(), sheet.right() + BAR + 8), scale, |(_, to, _)| *to);
    let (mut gone, mut come) = (vec![0_i128; left.len()], vec![0_i128; right.len()]);
    let mut bands = Vec::with_capacity(owed.len());
    for &(from, to, value) in &owed {
        let place = |stops: &[Stop], party, used: &mut Vec<i128>| {
            let at = stops.iter().position(|stop| stop.party == party)?;
            let (stop, used) = (stops.get(at)?, used.get_mut(at)?);
            let begin = stop.y + scale.of(*used);
            *used += i128::from(value);
            Some((begin, (stop.y + scale.of(*used)).max(begin + 1)))
        };
        let ends = place(&left, from, &mut gone).zip(place(&right, to, &mut come));
        if let Some((start, end)) = ends {
            bands.push(Band { from, to, value, path: outline(sheet, start, end) });
        }
    }
    bands.sort_by_key(|band| (std::cmp::Reverse(band.value), band.from, band.to));
    Flow { width: sheet.width, height: low.max(lower), left, right, bands }
}

/// How much is how high.
#[derive(Clone, Copy)]
struct Scale {
    whole: i128,
    high: i128,
}

impl Scale {
    fn of(self, value: i128) -> u32 {
        u32::try_from(value * self.high / self.whole).unwrap_or(0)
    }
}

impl Sheet {
    fn left(self) -> u32 {
        self.side
    }

    fn right(self) -> u32 {
        self.width - self.side - BAR
    }
}

/// How high all bands are together: two parties make no wall.
fn high(owed: &[(usize, usize, i64)]) -> i128 {
    let count =
        |side: fn(&(usize, usize, i64)) -> usize| owed.iter().map(side).collect::<BTreeSet<_>>().len();
    let parties = count(|(from, ..)| *from).max(count(|(_, to, _)| *to));
    i128::try_from(parties).unwrap_or(BANDS_MAX).saturating_mul(PARTY).min(BANDS_MAX)
}

/// The parties of one side, and where the picture ends below them.
fn stops(
    owed: &[(usize, usize, i64)],
    (x, beside): (u32, u32),
    scale: Scale,
    side: impl Fn(&(usize, usize, i64)) -> usize,
) -> (Vec<Stop>, u32) {
    let mut parties: Vec<usize> = owed.iter().map(&side).collect();
    parties.sort_unstable();
    parties.dedup();
    let mut y = 0;
    let stop = |party: usize| {
        let sum = owed.iter().filter(|one| side(one) == party);
        let sum = sum.fold(0_i64, |sum, (.., value)| sum.saturating_add(*value));
        let height = scale.of(i128::from(sum)).max(2);
        let stop = Stop { party, x, y, height, sum, beside };
        y += height + GAP;
        stop
    };
    let stops: Vec<Stop> = parties.into_iter().map(stop).collect();
    (stops, y.saturating_sub(GAP))
}

/// The outline of a band that leaves between two heights and arrives between two others.
fn outline(sheet: Sheet, (top, bottom): (u32, u32), (end_top, end_bottom): (u32, u32)) -> String {
    let (from, to, half) = (sheet.left() + BAR, sheet.right(), sheet.width / 2);
    let mut path = String::new();
    // Writing to a string has no way to fail.
    let _ = write!(
        path,
        "M{from} {top}C{half} {top} {half} {end_top} {to} {end_top}L{to} {end_bottom}\
         C{half} {end_bottom} {half} {bottom} {from} {bottom}Z"
    );
    path
}

impl Stop {
    /// Where its name stands: beside its middle.
    pub fn middle(&self) -> u32 {
        self.y + self.height / 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn bands_are_as_wide_as_what_is_owed() {
        let flow = flow(&[(0, 1, 300), (0, 2, 100), (2, 1, 200), (1, 0, 0)], WIDE);
        let sums =
            |stops: &[Stop]| stops.iter().map(|stop| (stop.party, stop.sum, stop.height)).collect::<Vec<_>>();
        assert_eq!(sums(&flow.left), [(0, 400, 120), (2, 200, 60)]);
        assert_eq!(sums(&flow.right), [(1, 500, 150), (2, 100, 30)]);
        let bands: Vec<_> = flow.bands.iter().map(|band| (band.from, band.to, band.value)).collect();
        assert_eq!(bands, [(0, 1, 300), (2, 1, 200), (0, 2, 100)]);
        assert_eq!(flow.height, 216);
        assert!(flow.bands[0].path.starts_with("M242 0C500 0 500 0 758 0L758 90C"), "{}", flow.bands[0].path);
        assert_eq!(super::flow(&[(0, 1, 0)], NARROW), Flow::default());
    }

    proptest! {
        #[test]
        fn nothing_leaves_the_picture(owed in prop::collection::vec((0usize..6, 0usize..6, 0i64..), 0..20)) {
            let flow = flow(&owed, NARROW);
            for stop in flow.left.iter().chain(&flow.right) {
                prop_assert!(stop.y + stop.height <= flow.height);
            }
        }
    }
}
