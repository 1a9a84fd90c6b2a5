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

    /// Takes those of a mask instead.
    pub(super) fn take(&mut self, mask: &Mask) {
        // A number of its own stays in a register.
        let mut len = 0;
        for (row, mark) in (0..).zip(mask) {
            // Each is written, and stays where it is marked: a branch would be random from order to order.
            if let Some(place) = self.at.get_mut(len) {
                *place = row;
            }
            len += usize::from(*mark);
        }
        self.len = len;
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
        let rows = |mask: &Mask| {
            let mut passing = Passing::nobody();
            passing.take(&[1; BLOCK]);
            passing.take(mask);
            passing.rows().collect::<Vec<_>>()
        };
        let mut mask: Mask = [0; BLOCK];
        for row in [0, 3, 4, BLOCK - 1] {
            mask[row] = 1;
        }
        assert_eq!(rows(&mask), [0, 3, 4, BLOCK - 1]);
        assert_eq!(rows(&[1; BLOCK]).len(), BLOCK);
        assert_eq!(rows(&[0; BLOCK]).len(), 0);
    }
}
