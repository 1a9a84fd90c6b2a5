//! Drawing lots with a published seed, so that everybody can draw again.

use jiangnan_kernel::Id;
use sha2::{Digest, Sha256};

use crate::clause::Body;
use crate::scheme::Scheme;

/// Applicants in the order in which the lot falls on them: ascending by the SHA-256 of the seed followed by the 16
/// bytes of the applicant's id. The order in which they are given does not matter; one who is given twice is
/// drawn once.
pub fn draw(seed: &str, applicants: &[Id]) -> Vec<Id> {
    let mut lots: Vec<([u8; 32], Id)> = applicants
        .iter()
        .map(|id| (Sha256::new_with_prefix(seed).chain_update(id.to_bytes()).finalize().into(), *id))
        .collect();
    lots.sort_unstable();
    lots.dedup();
    lots.into_iter().map(|(_, id)| id).collect()
}

impl Scheme {
    /// The published seed, where the scheme gives its money out by lot.
    pub fn lottery_seed(&self) -> Option<&str> {
        self.clauses().iter().find_map(|clause| match &clause.body {
            Body::Budget(budget) => budget.seed.as_deref(),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_draw_depends_on_the_seed_and_not_on_the_order_of_applicants() {
        let applicants: Vec<Id> = (1..=50).map(Id).collect();
        let mut reversed = applicants.clone();
        reversed.reverse();
        reversed.push(Id(7));
        let drawn = draw("2026-03-01", &applicants);
        assert_eq!(drawn, draw("2026-03-01", &reversed));
        assert_ne!(drawn, draw("2026-03-02", &applicants));
        let mut sorted = drawn;
        sorted.sort_unstable();
        assert_eq!(sorted, applicants);
    }
}
