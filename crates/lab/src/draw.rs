//! Drawing from weights, each purpose from a stream of its own.

use jiangnan_kernel::{Rng, SplitMix64};

/// The random numbers of one purpose. A purpose that draws more or less leaves the others as they were.
pub(crate) fn stream(seed: u64, purpose: &str) -> SplitMix64 {
    // FNV-1a (public domain): a stable number for a name.
    let name = purpose.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    SplitMix64::new(mix(seed, name))
}

/// One number out of two, so that a change of either changes about half of its bits.
pub(crate) fn mix(left: u64, right: u64) -> u64 {
    let scattered = SplitMix64::new(right).next_u64();
    SplitMix64::new(left ^ scattered).next_u64()
}

/// A wheel of fortune: positions drawn in proportion to their weights.
#[derive(Clone, Debug)]
pub(crate) struct Wheel {
    /// For each position the sum of the weights up to and with it.
    sums: Vec<u64>,
}

impl Wheel {
    pub(crate) fn new(weights: impl IntoIterator<Item = u64>) -> Wheel {
        let running = |sum: &mut u64, weight| {
            *sum = sum.saturating_add(weight);
            Some(*sum)
        };
        Wheel { sums: weights.into_iter().scan(0, running).collect() }
    }

    /// A position, or none where no weight is above zero.
    pub(crate) fn draw(&self, rng: &mut dyn Rng) -> Option<usize> {
        let total = self.sums.last().copied().filter(|&total| total > 0)?;
        let ball = rng.below(total);
        Some(self.sums.partition_point(|&sum| sum <= ball))
    }
}

/// A value out of a list with weights.
pub(crate) fn weighted<T: Copy>(choices: &[(T, u64)], rng: &mut dyn Rng) -> Option<T> {
    let at = Wheel::new(choices.iter().map(|choice| choice.1)).draw(rng)?;
    choices.get(at).map(|choice| choice.0)
}

/// An item of a list, each as likely as the others.
pub(crate) fn pick<'a, T>(items: &'a [T], rng: &mut dyn Rng) -> Option<&'a T> {
    let at = rng.below(items.len() as u64);
    items.get(usize::try_from(at).ok()?)
}

/// A whole number from `low` to `high`, both included.
pub(crate) fn between(low: i64, high: i64, rng: &mut dyn Rng) -> i64 {
    let count = u64::try_from(high.saturating_sub(low)).map_or(1, |width| width.saturating_add(1));
    low.saturating_add(i64::try_from(rng.below(count)).unwrap_or(0))
}

/// Whether an event of this many percent occurs.
pub(crate) fn percent(chance: u64, rng: &mut dyn Rng) -> bool {
    rng.below(100) < chance
}

/// Splits a total in proportion to weights, without a rest: what the division leaves goes to the largest
/// remainders, the first of equals.
pub(crate) fn shares(total: usize, weights: &[u32]) -> Vec<usize> {
    let sum: u128 = weights.iter().map(|&weight| u128::from(weight)).sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let exact = |&weight: &u32| total as u128 * u128::from(weight);
    let mut parts: Vec<u128> = weights.iter().map(|weight| exact(weight) / sum).collect();
    let rest = total as u128 - parts.iter().sum::<u128>();
    let mut order: Vec<(u128, usize)> =
        weights.iter().enumerate().map(|(at, weight)| (exact(weight) % sum, at)).collect();
    order.sort_by_key(|&(remainder, at)| (std::cmp::Reverse(remainder), at));
    for (_, at) in order.into_iter().take(usize::try_from(rest).unwrap_or(0)) {
        if let Some(part) = parts.get_mut(at) {
            *part += 1;
        }
    }
    parts.into_iter().map(|part| usize::try_from(part).unwrap_or(0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn shares_add_up_and_stay_within_one_of_the_exact_share(
            total in 0usize..5000, weights in prop::collection::vec(0u32..100, 1..40)
        ) {
            let parts = shares(total, &weights);
            let sum: u32 = weights.iter().sum();
            prop_assert_eq!(parts.iter().sum::<usize>(), if sum == 0 { 0 } else { total });
            for (part, weight) in parts.iter().zip(&weights).filter(|_| sum > 0) {
                let exact = total as f64 * f64::from(*weight) / f64::from(sum);
                prop_assert!((*part as f64 - exact).abs() <= 1.0);
            }
        }

        #[test]
        fn a_position_without_weight_is_never_drawn(weights in prop::collection::vec(0u64..3, 0..9), seed: u64) {
            match Wheel::new(weights.iter().copied()).draw(&mut SplitMix64::new(seed)) {
                Some(at) => prop_assert!(weights[at] > 0),
                None => prop_assert!(weights.iter().all(|&weight| weight == 0)),
            }
        }
    }
}
