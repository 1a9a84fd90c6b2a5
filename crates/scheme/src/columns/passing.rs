//! The orders of a block that pass: what is worked out for each alone need not be worked out for the others.

use super::mask::{BLOCK, Mask};

/// The positions of the orders that pass, in order.
pub(super) struct Passing {
    at: [u16; BLOCK],
    len: usize,
}

impl Passing {
    /// Nobody.
    pub(super) fn nobody() -> Passing {
        Passing { at: [0; BLOCK], len: 0 }
    }

    /// Those of a mask.
    pub(super) fn of(mask: &Mask) -> Passing {
        let mut passing = Passing::nobody();
        // A number of its own stays in a register.
        let mut len = 0;
        for (row, mark) in (0..).zip(mask) {
            // Each is written, and stays where it is marked: a branch would be random from order to order.
            if let Some(place) = passing.at.get_mut(len) {
                *place = row;
            }
            len += usize::from(*mark);
        }
        passing.len = len;
        passing
    }

    /// The positions.
    pub(super) fn rows(&self) -> impl Iterator<Item = usize> {
        self.at.iter().take(self.len).map(|row| usize::from(*row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_pass_are_found_in_order() {
        let mut mask: Mask = [0; BLOCK];
        for row in [0, 3, 4, BLOCK - 1] {
            mask[row] = 1;
        }
        assert_eq!(Passing::of(&mask).rows().collect::<Vec<_>>(), [0, 3, 4, BLOCK - 1]);
        assert_eq!(Passing::of(&[1; BLOCK]).rows().count(), BLOCK);
        assert_eq!(Passing::of(&[0; BLOCK]).rows().count(), 0);
    }
}
