//! Bars that stand in the rows of a table, so that a chart and its table are one thing: nothing to read
//! twice, nothing that a screen reader, a printer or a narrow screen loses.

pub mod flow;
pub mod line;

/// The width on which bars are laid out; templates stretch it to the width of the cell.
pub const WIDTH: u32 = 1000;

/// Where a bar lies, in units of [`WIDTH`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bar {
    /// Its left edge.
    pub x: u32,
    /// How wide it is; at least 2 for what is not nothing, so that it can be seen.
    pub width: u32,
}

/// One bar per value, all from the left, the largest value filling the width. Negative values count as 0.
pub fn bars(values: &[i64]) -> Vec<Bar> {
    let most = values.iter().copied().max().unwrap_or(0);
    values.iter().map(|&value| Bar { x: 0, width: visible(scaled(value, most), value) }).collect()
}

/// The bars of a waterfall: the first value is the whole, each further one a change from where the one
/// before ended, and a last bar from zero to what is left.
pub fn waterfall(whole: i64, changes: &[i64]) -> Vec<Bar> {
    let mut level = whole;
    let mut highest = whole;
    for change in changes {
        level = level.saturating_add(*change);
        highest = highest.max(level);
    }
    let mut bars = vec![Bar { x: 0, width: visible(scaled(whole, highest), whole) }];
    level = whole;
    for &change in changes {
        let next = level.saturating_add(change);
        let (low, high) = (level.min(next), level.max(next));
        let x = scaled(low, highest);
        let width = scaled(high, highest).saturating_sub(x);
        bars.push(Bar { x, width: visible(width, change) });
        level = next;
    }
    bars.push(Bar { x: 0, width: visible(scaled(level, highest), level) });
    bars
}

/// Bars one after the other, together `whole` wide. What goes beyond the whole is cut off.
pub fn stack(whole: i64, parts: &[i64]) -> Vec<Bar> {
    let mut level = 0_i64;
    let place = |part: &i64| {
        let x = scaled(level, whole);
        level = level.saturating_add((*part).max(0));
        Bar { x, width: scaled(level, whole).saturating_sub(x) }
    };
    parts.iter().map(place).collect()
}

impl Bar {
    /// This bar where the width is not the whole width but that of another bar.
    pub fn within(self, outer: Bar) -> Bar {
        let scale = |units: u32| units * outer.width / WIDTH;
        Bar { x: outer.x + scale(self.x), width: scale(self.width) }
    }
}

fn scaled(value: i64, most: i64) -> u32 {
    if most <= 0 || value <= 0 {
        return 0;
    }
    let share = i128::from(value) * i128::from(WIDTH) / i128::from(most);
    u32::try_from(share).unwrap_or(WIDTH).min(WIDTH)
}

fn visible(width: u32, value: i64) -> u32 {
    if value == 0 { 0 } else { width.max(2) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_largest_bar_fills_and_a_small_one_is_still_seen() {
        let widths: Vec<u32> = bars(&[10_000, 5_000, 1, 0]).iter().map(|bar| bar.width).collect();
        assert_eq!(widths, [1000, 500, 2, 0]);
    }

    #[test]
    fn a_waterfall_steps_down_from_the_price_to_the_own_part() {
        let bars = waterfall(2_400, &[-1_200, -200]);
        let edges: Vec<(u32, u32)> = bars.iter().map(|bar| (bar.x, bar.x + bar.width)).collect();
        assert_eq!(edges, [(0, 1000), (500, 1000), (416, 500), (0, 416)]);
    }

    #[test]
    fn a_stack_fills_its_whole_without_gaps() {
        let edges: Vec<(u32, u32)> =
            stack(10, &[2, 5, 3]).iter().map(|bar| (bar.x, bar.x + bar.width)).collect();
        assert_eq!(edges, [(0, 200), (200, 700), (700, 1000)]);
        let half = Bar { x: 0, width: 500 };
        assert_eq!(Bar { x: 200, width: 500 }.within(half), Bar { x: 100, width: 250 });
    }

    proptest! {
        #[test]
        fn no_bar_leaves_the_chart(whole in 0i64.., changes in prop::collection::vec(any::<i64>(), 0..8)) {
            for bar in waterfall(whole, &changes) {
                prop_assert!(bar.x <= WIDTH && bar.width <= WIDTH);
            }
        }
    }
}
